import type { Participant } from "../gen/hirehub/chat/v1/frame_pb";
import type { Person } from "./types";

/** Who is on the room's list, and who of them is here. */
export class People {
  #people: readonly Person[] = [];

  constructor(
    private readonly myId: string,
    private readonly changed: () => void,
  ) {}

  /** By user id; the same until it changes. */
  get list(): readonly Person[] {
    return this.#people;
  }

  /** Everybody, as of a join. */
  set(participants: readonly Participant[]): void {
    this.#keep(participants.map(({ userId, displayName, isPresent }) => this.#person(userId, displayName, isPresent)));
  }

  /** Somebody was let in; they are not here yet. */
  add(userId: string, name: string): void {
    if (!this.#people.some((person) => person.userId === userId)) this.#put(this.#person(userId, name, false));
  }

  came(userId: string, name: string): void {
    this.#put(this.#person(userId, name, true));
  }

  went(userId: string): void {
    this.#keep(this.#people.map((person) => (person.userId === userId ? { ...person, isPresent: false } : person)));
  }

  remove(userId: string): void {
    this.#keep(this.#people.filter((person) => person.userId !== userId));
  }

  #person(userId: string, name: string, isPresent: boolean): Person {
    return { userId, name, isPresent, isMe: userId === this.myId };
  }

  #put(person: Person): void {
    this.#keep([...this.#people.filter(({ userId }) => userId !== person.userId), person]);
  }

  #keep(people: readonly Person[]): void {
    this.#people = people.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
    this.changed();
  }
}
