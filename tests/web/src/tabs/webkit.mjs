// Tabs of WebKit, Safari's engine, driven by Selenium over WebKitGTK's own driver.

import { once } from "node:events";
import { createServer } from "node:net";
import { Builder, Capabilities, Key } from "selenium-webdriver";
import { end, start } from "../child.mjs";
import { until } from "../patience.mjs";
import { axe, find, wanted } from "./find.mjs";

const DRIVER = process.env.HIREHUB_WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";
const PROGRAM =
  process.env.HIREHUB_WEBKIT ?? "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/** Browsers, one a person: a driver holds one session, and a session one person. */
export class WebKit {
  static async launch() {
    return new WebKit();
  }

  async open() {
    const port = await freePort();
    const driver = start(DRIVER, [`--port=${port}`, "--host=127.0.0.1"], { stdio: "inherit" });
    const url = `http://127.0.0.1:${port}`;
    await until("WebKitWebDriver is up", () => fetch(`${url}/status`).then((answer) => answer.ok, () => false));
    const capabilities = new Capabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: PROGRAM, args: ["--automation"] },
    });
    const session = await new Builder().usingServer(url).withCapabilities(capabilities).build();
    return new WebKitTab(session, driver);
  }

  async close() {}
}

/** One person's tab, as ChromiumTab is. */
class WebKitTab {
  #session;
  #driver;
  complaints = [];

  constructor(session, driver) {
    this.#session = session;
    this.#driver = driver;
  }

  async goto(url) {
    await this.#session.get(url);
  }

  async reload() {
    await this.#session.navigate().refresh();
  }

  async click(role, name) {
    await (await this.#find(role, name)).click();
  }

  async fill(role, name, text) {
    const field = await this.#find(role, name);
    await field.clear();
    await field.sendKeys(text);
  }

  async value(role, name) {
    return (await this.#find(role, name)).getProperty("value");
  }

  async choose(name, label) {
    const list = await this.#find("combobox", name);
    await list.sendKeys(label);
  }

  async press(key) {
    const keys = key.split("+").map((name) => Key[name.toUpperCase()] ?? name);
    const last = keys.pop();
    const actions = this.#session.actions();
    for (const held of keys) actions.keyDown(held);
    actions.keyDown(last).keyUp(last);
    for (const held of keys.reverse()) actions.keyUp(held);
    await actions.perform();
  }

  async type(text) {
    await this.#session.actions().sendKeys(...text.replaceAll("\n", Key.ENTER)).perform();
  }

  async has(role, name) {
    return (await this.#look(role, name)) !== null;
  }

  async read(work, argument) {
    return this.#session.executeScript(`return (${work})(arguments[0])`, argument);
  }

  async close() {
    await this.#session.quit();
    await end(this.#driver, "SIGTERM");
  }

  async #find(role, name) {
    return until(`${role} ${name}`, () => this.#look(role, name));
  }

  async #look(role, name) {
    const isReady = await this.#session.executeScript("return typeof axe === 'object'");
    if (!isReady) await this.#session.executeScript(axe);
    return this.#session.executeScript(`return (${find})(arguments[0])`, wanted(role, name));
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
