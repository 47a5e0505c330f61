import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Event } from "../gen/hirehub/chat/v1/event_pb";
import { Flaps } from "./flaps";
import type { MessageRow, Row, SystemEvent, SystemRow } from "./types";

/** The rows of what the server has, by seq. */
export class History {
  #rows: readonly Row[] = [];
  readonly #flaps = new Flaps({
    show: (row) => this.#insert(row),
    hide: (row) => this.#keep(this.#rows.filter(({ id }) => id !== row.id)),
  });

  constructor(
    private readonly myId: string,
    private readonly changed: () => void,
  ) {}

  /** The same until it changes. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Takes the events in order; those that are no row leave none. */
  add(event: Event): void {
    if (event.body.case === "message") this.#insert(this.#messageRow(event, event.body.value.text));
    const happened = systemEventOf(event);
    if (!happened) return;
    const row = systemRow(event, happened);
    if (happened.kind === "lost") this.#flaps.lost(row);
    else if (happened.kind !== "joined") this.#insert(row);
    else if (!this.#flaps.joined(row) && !this.#hasJustStarted(row.userId)) this.#insert(row);
    if (happened.kind === "left") this.#flaps.forget(row.userId);
  }

  /** The room begins from its start again. */
  clear(): void {
    this.#flaps.clear();
    this.#keep([]);
  }

  /** Whoever opens a room comes in right after: one row says both. */
  #hasJustStarted(userId: string): boolean {
    const last = this.#rows.findLast((row) => row.kind === "system" && row.userId === userId);
    return last?.kind === "system" && last.event.kind === "started";
  }

  #messageRow(event: Event, text: string): MessageRow {
    const { userId, displayName: name, clientEventId } = event;
    const [seq, at] = [Number(event.seq), atOf(event)];
    const id = rowId(userId, clientEventId);
    return { kind: "message", id, seq, at, userId, name, text, isOwn: userId === this.myId, state: "sent", problem: null };
  }

  /** Mostly at the end. */
  #insert(row: Row): void {
    const seq = row.seq ?? Infinity;
    const at = this.#rows.findLastIndex((other) => (other.seq ?? Infinity) < seq) + 1;
    this.#keep(this.#rows.toSpliced(at, 0, row));
  }

  #keep(rows: readonly Row[]): void {
    this.#rows = rows;
    this.changed();
  }
}

/** The id of a message's row: the sender's own for it, which is there before the seq. */
export function rowId(userId: string, clientEventId: string): string {
  return `${userId}:${clientEventId}`;
}

function systemRow(event: Event, happened: SystemEvent): SystemRow {
  const { userId, displayName: name } = event;
  const seq = Number(event.seq);
  return { kind: "system", id: `seq:${seq}`, seq, at: atOf(event), userId, name, event: happened };
}

function atOf({ occurredAt }: Event): number {
  return occurredAt ? timestampMs(occurredAt) : 0;
}

/** What the event is to a reader; null if nothing to tell. */
function systemEventOf({ seq, body }: Event): SystemEvent | null {
  switch (body.case) {
    case "userJoined":
      return { kind: "joined" };
    case "userLeft":
      return { kind: "lost" };
    case "accessRemoved":
      return { kind: "left" };
    case "roomClosed":
      return { kind: "ended" };
    case "languageChanged":
      return { kind: "switched", language: body.value.language };
    case "accessGranted":
      if (seq === 1n) return { kind: "started" };
      return body.value.startDocument ? { kind: "begun-anew" } : null;
    default:
      return null;
  }
}
