import { afterAll, afterEach, beforeAll } from "vitest";
import type { Room } from "../room/types";
import { Person } from "./person";
import { PATIENCE } from "./patience";
import { Stack } from "./stack";

/** Two people in one session, both in its room. */
export interface Interview {
  readonly ada: Person;
  readonly ben: Person;
  readonly sessionId: string;
  readonly roomId: string;
  /** Ada's, who is the host, and Ben's. */
  readonly hers: Room;
  readonly his: Room;
}

/** A place for tests to meet at: a gateway for all of them, people for each. */
export class Place {
  readonly #people: Person[] = [];
  #stack: Stack | null = null;

  /** To be called where the tests are described. */
  constructor() {
    beforeAll(async () => {
      this.#stack = await Stack.start();
    }, PATIENCE);
    afterEach(() => this.#people.splice(0).forEach((person) => person.leave()));
    afterAll(() => this.stack.stop());
  }

  get stack(): Stack {
    if (!this.#stack) throw new Error("there is no gateway yet");
    return this.#stack;
  }

  async person(id: string): Promise<Person> {
    const person = await Person.signIn(this.stack.origin, id);
    this.#people.push(person);
    return person;
  }

  async interview(): Promise<Interview> {
    const [ada, ben] = [await this.person("ada"), await this.person("ben")];
    const { sessionId, roomId } = await ada.host();
    await ben.join(sessionId);
    return { ada, ben, sessionId, roomId, hers: await ada.enter(roomId), his: await ben.enter(roomId) };
  }
}
