import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import type { Peer } from "../../look/mark";
import type { Timeline } from "./core/timeline";

/** Somebody as the replay shows them. */
export interface Actor {
  readonly userId: string;
  /** Never empty. */
  readonly name: string;
  /** The first word of the name, for labels and flags. */
  readonly firstName: string;
  readonly peer: Peer;
}

/** Everybody of a session: the host first, then whoever sat in the other seat, in order. */
export class Cast {
  readonly actors: readonly Actor[];
  readonly #byId: ReadonlyMap<string, Actor>;
  readonly #hostId: string;

  constructor(session: Pick<Session, "host" | "participant" | "participantHistory">, timeline: Timeline) {
    const { host, participant, participantHistory } = session;
    this.#hostId = host?.userId ?? "";
    const names = new Map<string, string>();
    const people = [host, ...participantHistory, participant].filter((person) => person !== undefined);
    for (const { userId, displayName } of people) names.set(userId, displayName);
    // The names they came with are newer than those they were admitted with.
    for (const { userId, name } of timeline.people) names.set(userId, name || (names.get(userId) ?? ""));
    this.#byId = new Map([...names].map(([userId, name]) => [userId, this.#actor(userId, name)]));
    this.actors = [...this.#byId.values()];
  }

  /** Somebody by id; the host stands for the server, who acts for them. */
  of(userId: string): Actor {
    const id = userId || this.#hostId;
    return this.#byId.get(id) ?? this.#actor(id, "");
  }

  #actor(userId: string, name: string): Actor {
    const known = name.trim() || userId || "Somebody";
    return { userId, name: known, firstName: known.split(/\s+/)[0] ?? known, peer: userId === this.#hostId ? 0 : 1 };
  }
}

