// Somebody at a browser: what people do on the pages, and what they wait to see.

import assert from "node:assert/strict";
import { until } from "./patience.mjs";

const EDITOR = /^Shared code/;
const COMPOSER = /^Message/;

/** One person in one tab, whatever drives it. */
export class Person {
  constructor(tab, program, name) {
    this.tab = tab;
    this.program = program;
    this.name = name;
  }

  async signIn(isAdmin) {
    await this.tab.goto(`${this.program.url}/sign-in`);
    await this.tab.fill("textbox", "Your name", this.name);
    if (isAdmin) await this.tab.click("checkbox", /^Sign in as an administrator/);
    await this.tab.click("button", "Sign in");
    await this.sees("heading", "Sessions");
  }

  /** Goes to a page of ours by its path. */
  async goTo(path) {
    await this.tab.goto(this.program.url + path);
  }

  /** The path of the page they are on. */
  async path() {
    return new URL(await this.tab.read(() => location.href)).pathname;
  }

  /** Creates a session, goes in, and returns the link for the other. */
  async createSession({ problem, language = "Python", seat = /^Invite only/ }) {
    await this.goTo("/");
    await this.tab.click("button", "New session");
    await this.tab.click("radio", problem);
    await this.tab.choose("Language to start with", language);
    await this.tab.click("radio", seat);
    await this.tab.click("button", "Create session");
    const link = await this.tab.value("textbox", "Invite link");
    await this.tab.click("link", "Enter the session");
    await this.isInSession();
    return link;
  }

  async isInSession() {
    await this.sees("textbox", EDITOR);
    await this.sees("textbox", COMPOSER);
  }

  /** Opens the link of an invitation. */
  async follow(link) {
    await this.tab.goto(link);
  }

  /** Joins a session by its link. */
  async takeSeat(link) {
    await this.follow(link);
    await this.tab.click("button", "Take the seat");
    await this.isInSession();
  }

  /** Ends the session for both. */
  async end() {
    await this.tab.click("button", "End");
    await this.tab.click("button", "End for both");
  }

  async say(text) {
    await this.tab.fill("textbox", COMPOSER, text);
    await this.tab.click("textbox", COMPOSER);
    await this.tab.press("Enter");
  }

  /** Waits until a message is in the chat. */
  async reads(text) {
    await until(`${this.name} reads "${text}"`, () =>
      this.tab.read((text) => document.querySelector("[role=log]")?.textContent.includes(text), text),
    );
  }

  /** Waits until a text is to be read somewhere on the page. */
  async readsOnPage(text) {
    await until(`${this.name} reads "${text}"`, () =>
      this.tab.read((text) => document.body.textContent.includes(text), text),
    );
  }

  /** Types at the end of the shared code. */
  async type(text) {
    await this.#typeAt("Control+End", text);
  }

  /** Types at the top of the shared code. */
  async typeAtTop(text) {
    await this.#typeAt("Control+Home", text);
  }

  /** Puts this in place of all the shared code. */
  async replaceCode(code) {
    await this.#inEditor("Control+a");
    await this.tab.paste(code);
  }

  /** Puts this behind all the shared code. */
  async append(code) {
    await this.#inEditor("Control+End");
    await this.tab.paste(code);
  }

  /** Selects a text that is in one line of the shared code. */
  async selectInCode(text) {
    await this.#inEditor("Control+Home");
    const code = (await this.code()).split("\n");
    const line = code.findIndex((it) => it.includes(text));
    for (let down = 0; down < line; down++) await this.tab.press("ArrowDown");
    for (let right = 0; right < code[line].indexOf(text); right++) await this.tab.press("ArrowRight");
    for (let more = 0; more < text.length; more++) await this.tab.press("Shift+ArrowRight");
  }

  /** The shared code as it is on the screen, without flags and cursors. */
  async code() {
    return this.tab.read(() => {
      const lines = [...document.querySelectorAll(".cm-content .cm-line")];
      const text = (line) => {
        const copy = line.cloneNode(true);
        copy.querySelectorAll("[contenteditable=false], [aria-hidden=true], img").forEach((widget) => widget.remove());
        return copy.textContent;
      };
      return lines.map(text).join("\n");
    });
  }

  /** Waits until a line has a stripe beside it, and checks whose: 0 is the host's, 1 the guest's. */
  async seesStripe(text, seat) {
    let seen;
    await until(`${this.name} sees a stripe beside "${text}"`, async () => {
      seen = await this.tab.read((text) => {
        const line = [...document.querySelectorAll(".cm-content .cm-line")].find((it) => it.textContent.startsWith(text));
        const { top, height } = line?.getBoundingClientRect() ?? {};
        const isBeside = (stripe) => Math.abs(stripe.getBoundingClientRect().top - top) < height / 2;
        return [...document.querySelectorAll(".hand")].find(isBeside)?.className;
      }, text);
      return seen !== undefined;
    });
    assert.equal(seen, `hand peer-${seat}`, `whose stripe ${this.name} sees beside "${text}"`);
  }

  /** Waits until the code holds all of these. */
  async seesInCode(...parts) {
    let code;
    await until(`${this.name} sees ${parts} in the code`, async () => {
      code = await this.code();
      return parts.every((part) => code.includes(part));
    }).catch((error) => {
      throw new Error(`${error.message}; the code is:\n${code}`);
    });
  }

  /** Waits until the code holds none of these. */
  async missesInCode(...parts) {
    await until(`${this.name} sees none of ${parts} in the code`, async () => {
      const code = await this.code();
      return parts.every((part) => !code.includes(part));
    });
  }

  /** Waits until both have the same code on the screen. */
  async seesSameCodeAs(other) {
    let codes;
    await until(`${this.name} and ${other.name} see the same code`, async () => {
      codes = await Promise.all([this.code(), other.code()]);
      return codes[0] === codes[1];
    }).catch((error) => {
      throw new Error(`${error.message}:\n${codes.join("\n--- and ---\n")}`);
    });
  }

  /** Waits until there is something of this role and name. */
  async sees(role, name) {
    await until(`${this.name} sees the ${role} ${name}`, () => this.tab.has(role, name));
  }

  /** Waits until there is nothing of this role and name. */
  async losesSightOf(role, name) {
    await until(`${this.name} no longer sees the ${role} ${name}`, async () => !(await this.tab.has(role, name)));
  }

  async #typeAt(key, text) {
    await this.#inEditor(key);
    await this.tab.type(text);
  }

  async #inEditor(key) {
    await this.tab.click("textbox", EDITOR);
    await this.tab.press(key);
  }
}
