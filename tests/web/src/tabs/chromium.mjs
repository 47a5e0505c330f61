// Tabs of Chromium, driven by Playwright.

import { chromium } from "playwright-core";
import { PATIENCE } from "../patience.mjs";

const PROGRAM = process.env.HIREHUB_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox", // As root, which CI is, it does not start otherwise.
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
/** The window of a laptop, for which the pages are drawn first. */
const WINDOW = { width: 1440, height: 900 };

/** A browser; each of its tabs belongs to somebody else, and shares nothing with the others. */
export class Chromium {
  #browser;

  static async launch() {
    const browser = new Chromium();
    browser.#browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });
    return browser;
  }

  async open() {
    const context = await this.#browser.newContext({ viewport: WINDOW, reducedMotion: "reduce" });
    context.setDefaultTimeout(PATIENCE);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const complaints = [];
    await context.exposeFunction("reportViolation", (violation) => complaints.push(violation));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const where = `${event.sourceFile ?? ""}:${event.lineNumber}`;
        window.reportViolation(`policy: ${event.violatedDirective} ${event.blockedURI} ${where}`);
      });
    });
    return new ChromiumTab(context, await context.newPage(), complaints);
  }

  async close() {
    await this.#browser.close();
  }
}

/** One person's tab. */
export class ChromiumTab {
  #context;

  constructor(context, page, complaints) {
    this.#context = context;
    this.page = page;
    /** What the browser complained of so far: violations of the policy, errors on the console. */
    this.complaints = complaints;
    /** Whether its network has been taken away. */
    this.wasOffline = false;
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`uncaught: ${error.stack}`));
  }

  async goto(url) {
    await this.page.goto(url);
  }

  async reload() {
    await this.page.reload();
  }

  async click(role, name) {
    await this.#find(role, name).click();
  }

  /** Replaces what a field holds. */
  async fill(role, name, text) {
    await this.#find(role, name).fill(text);
  }

  /** What a field holds. */
  async value(role, name) {
    return this.#find(role, name).inputValue();
  }

  /** Chooses an option of a list by its label. */
  async choose(name, label) {
    await this.#find("combobox", name).selectOption({ label });
  }

  /** Presses a key, or several at once as `Control+End`, where the focus is. */
  async press(key) {
    await this.page.keyboard.press(key);
  }

  /** Types where the focus is, key by key. */
  async type(text) {
    await this.page.keyboard.type(text);
  }

  /** Pastes text where the focus is. */
  async paste(text) {
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await this.page.keyboard.press("Control+v");
  }

  /** Whether there is such a thing to see. */
  async has(role, name) {
    return (await this.#find(role, name).count()) > 0;
  }

  /** What a function returns that runs in the page. */
  async read(work, argument) {
    return this.page.evaluate(work, argument);
  }

  /** Takes the network away, or brings it back. */
  async network(isThere) {
    this.wasOffline = true;
    await this.#context.setOffline(!isThere);
  }

  async close() {
    await this.#context.close();
  }

  #find(role, name) {
    return this.page.getByRole(role, { name, exact: typeof name === "string" }).first();
  }
}
