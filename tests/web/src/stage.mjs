// A running program and a browser, for one test, and the people in it.

import assert from "node:assert/strict";
import { Person } from "./person.mjs";
import { Program } from "./program.mjs";

/** What browsers say of a server that a test took away, or a network: no complaint about the page. */
const SERVER_AWAY = /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|INTERNET_DISCONNECTED)/;
/** What they say when the machine's own network changes under them. */
const MACHINE_CHANGED = /ERR_NETWORK_CHANGED/;

/** Everything that a test needs; it ends with the test, and a browser that complained fails it. */
export class Stage {
  #tabs = [];

  static async open(test, Browser) {
    const stage = new Stage();
    stage.program = await Program.start();
    // The people leave before the server does, or they would see it go.
    test.after(() => stage.#close().finally(() => stage.program.stop()));
    stage.browser = await Browser.launch();
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
    await this.browser?.close();
    for (const { name, tab } of this.#tabs) {
      const complaints = tab.complaints.filter((complaint) => !this.#isOurDoing(complaint, tab));
      assert.deepEqual(complaints, [], `what ${name}'s browser complained of`);
    }
  }

  #isOurDoing(complaint, tab) {
    const wasAway = this.program.wasKilled || tab.wasOffline;
    return MACHINE_CHANGED.test(complaint) || (wasAway && SERVER_AWAY.test(complaint));
  }
}
