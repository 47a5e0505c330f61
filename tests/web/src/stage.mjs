// A running program and a browser, for one test, and the people in it.

import assert from "node:assert/strict";
import { Person } from "./person.mjs";
import { Program } from "./program.mjs";

/** What browsers say when a server is away: no complaint about the page. */
const SERVER_AWAY = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/;

/** Everything that a test needs; it ends with the test, and a browser that complained fails it. */
export class Stage {
  #tabs = [];

  static async open(test, Browser) {
    const stage = new Stage();
    stage.program = await Program.start();
    test.after(() => stage.program.stop());
    stage.browser = await Browser.launch();
    test.after(() => stage.#close());
    return stage;
  }

  /** Somebody in a tab of their own. */
  async visitor(name) {
    const tab = await this.browser.open();
    this.#tabs.push({ name, tab });
    return new Person(tab, this.program, name);
  }

  /** Somebody who has signed in. */
  async person(name, { isAdmin = false } = {}) {
    const person = await this.visitor(name);
    await person.signIn(isAdmin);
    return person;
  }

  /** A host and a guest in a session on a problem. */
  async interview(wanted = { problem: /^Two sum/ }) {
    const mira = await this.person("Mira Okafor");
    const ben = await this.person("Ben Kowalski");
    await ben.takeSeat(await mira.createSession(wanted));
    return { mira, ben };
  }

  async #close() {
    for (const { tab } of this.#tabs) await tab.close();
    await this.browser.close();
    for (const { name, tab } of this.#tabs) {
      const complaints = tab.complaints.filter((complaint) => !SERVER_AWAY.test(complaint));
      assert.deepEqual(complaints, [], `what ${name}'s browser complained of`);
    }
  }
}
