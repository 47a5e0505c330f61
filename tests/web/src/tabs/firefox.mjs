// Tabs of Firefox, driven by Puppeteer over WebDriver BiDi.

import puppeteer from "puppeteer-core";
import { until } from "../patience.mjs";
import { axe, find, wanted } from "./find.mjs";

const PROGRAM = process.env.HIREHUB_FIREFOX ?? "/usr/bin/firefox-esr";

/** Browsers, one a person: in one, the tabs behind the first draw nothing and take no input. */
export class Firefox {
  static async launch() {
    return new Firefox();
  }

  async open() {
    const browser = await puppeteer.launch({ browser: "firefox", executablePath: PROGRAM, headless: true });
    const page = await browser.newPage();
    await page.setViewport({ width: 1440, height: 900 });
    return new FirefoxTab(browser, page);
  }

  async close() {}
}

/** One person's tab, as ChromiumTab is. */
class FirefoxTab {
  #browser;
  #page;
  complaints = [];

  constructor(browser, page) {
    this.#browser = browser;
    this.#page = page;
    page.on("pageerror", (error) => this.complaints.push(`uncaught: ${error.message}`));
  }

  async goto(url) {
    await this.#page.goto(url);
  }

  async reload() {
    await this.#page.reload();
  }

  async click(role, name) {
    await (await this.#find(role, name)).click();
  }

  async fill(role, name, text) {
    const field = await this.#find(role, name);
    await field.evaluate((element) => element.select());
    await field.type(text);
  }

  async value(role, name) {
    return (await this.#find(role, name)).evaluate((field) => field.value);
  }

  async choose(name, label) {
    const list = await this.#find("combobox", name);
    const value = await list.evaluate(
      (element, label) => [...element.options].find((option) => option.label === label).value,
      label,
    );
    await list.select(value);
  }

  async press(key) {
    const keys = key.split("+");
    const last = keys.pop();
    for (const held of keys) await this.#page.keyboard.down(held);
    await this.#page.keyboard.press(last);
    for (const held of keys.reverse()) await this.#page.keyboard.up(held);
  }

  async type(text) {
    await this.#page.keyboard.type(text);
  }

  async has(role, name) {
    return (await this.#look(role, name)) !== null;
  }

  async read(work, argument) {
    return this.#page.evaluate(work, argument);
  }

  async close() {
    await this.#browser.close();
  }

  async #find(role, name) {
    return until(`${role} ${name}`, () => this.#look(role, name));
  }

  async #look(role, name) {
    if (!(await this.#page.evaluate("typeof axe === 'object'"))) await this.#page.evaluate(axe);
    return (await this.#page.evaluateHandle(find, wanted(role, name))).asElement();
  }
}
