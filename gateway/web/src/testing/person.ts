import { devProvider } from "../auth/dev";
import { Visibility } from "../gen/hirehub/session/v1/session_pb";
import { type Clients, createClients } from "../rpc/clients";
import { createTransport } from "../rpc/transport";
import { openRoom } from "../room/room";
import type { Room } from "../room/types";
import { TestNetwork } from "./network";
import { MemoryStorage } from "./storage";
import { isIn, until } from "./until";

/** Somebody with a browser's tab: signed in, with rooms open. */
export class Person {
  readonly network = new TestNetwork();
  readonly #storage = new MemoryStorage();
  readonly #rooms: Room[] = [];

  private constructor(
    readonly id: string,
    readonly clients: Clients,
  ) {}

  static async signIn(origin: string, id: string): Promise<Person> {
    const auth = devProvider(new MemoryStorage(), origin);
    await auth.signIn({ userId: id, name: id.toUpperCase(), isAdmin: false });
    return new Person(id, createClients(createTransport(origin, auth)));
  }

  /** Opens a session on the first problem there is; resolves with it. */
  async host() {
    const { problems } = await this.clients.problems.listProblems({});
    const problemId = problems[0]?.problemId ?? "";
    const { session } = await this.clients.sessions.createSession({ problemId, language: "python", visibility: Visibility.OPEN });
    if (!session) throw new Error("there is no session in the answer");
    return session;
  }

  /** Takes a seat. */
  async join(sessionId: string): Promise<void> {
    await this.clients.sessions.joinSession({ sessionId });
  }

  /** Opens the room and waits until it is there. A second time in the same tab it is a reload. */
  async enter(roomId: string): Promise<Room> {
    const room = this.open(roomId);
    await until(room, isIn);
    return room;
  }

  /** Opens the room. */
  open(roomId: string): Room {
    const { clients, network } = this;
    const me = { userId: this.id, name: this.id.toUpperCase() };
    const room = openRoom({ roomId, me, chat: clients.chat, storage: this.#storage, network });
    this.#rooms.push(room);
    room.start();
    return room;
  }

  /** Closes the tab. */
  leave(): void {
    this.#rooms.forEach((room) => room.stop());
  }
}
