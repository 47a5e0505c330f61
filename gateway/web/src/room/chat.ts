import type { Event } from "../gen/hirehub/chat/v1/event_pb";
import { History, rowId } from "./history";
import { Outbox, type Outgoing } from "./outbox";
import type { Post } from "./post";
import type { RoomStorage } from "./storage";
import type { MessageRow, Room, Row } from "./types";

/** The contract's limit, in bytes of UTF-8. */
const LONGEST_TEXT = 8 << 10;
const READ = "read";

/** What was said and what happened, what of it is ours and unsent, and what was read. */
export class Chat {
  readonly #history: History;
  readonly #outbox: Outbox;
  #rows: readonly Row[] | null = null;
  #unread: number | null = null;
  #readSeq: number | null;

  constructor(
    private readonly me: Room["me"],
    post: Post,
    private readonly storage: RoomStorage,
    private readonly changed: () => void,
  ) {
    const forget = (): void => {
      this.#rows = null;
      this.#unread = null;
      changed();
    };
    this.#history = new History(me.userId, forget);
    this.#outbox = new Outbox(post, storage, forget);
    const kept = storage.get(READ);
    this.#readSeq = typeof kept === "number" ? kept : null;
  }

  /** In the order to show; the same until it changes. */
  get rows(): readonly Row[] {
    const { me } = this;
    this.#rows ??= [...this.#history.rows, ...this.#outbox.outgoing.map((one) => outgoingRow(me, one))];
    return this.#rows;
  }

  get unread(): number {
    this.#unread ??= this.#history.rows.filter((row) => isForeign(row) && (row.seq ?? 0) > this.readSeq).length;
    return this.#unread;
  }

  get readSeq(): number {
    return this.#readSeq ?? 0;
  }

  /** The first visit: what was before is not news. */
  onJoined(headSeq: number): void {
    if (this.#readSeq === null) this.markRead(headSeq);
  }

  markRead(seq: number): void {
    if (this.#readSeq !== null && seq <= this.#readSeq) return;
    this.#readSeq = seq;
    this.#unread = null;
    this.storage.set(READ, seq);
    this.changed();
  }

  onEvent(event: Event): void {
    if (event.userId === this.me.userId) this.#outbox.arrived(event.clientEventId);
    this.#history.add(event);
  }

  onLive(): void {
    this.#outbox.onLive();
  }

  /** The log is another: it is read from the start again. */
  clear(): void {
    this.#history.clear();
    this.#readSeq = null;
  }

  send(text: string): boolean {
    if (text.trim() === "" || new TextEncoder().encode(text).length > LONGEST_TEXT) return false;
    return this.#outbox.add(text);
  }

  retry(row: string): void {
    this.#outbox.retry(this.#clientId(row));
  }

  discard(row: string): void {
    this.#outbox.discard(this.#clientId(row));
  }

  #clientId(row: string): string {
    return row.slice(rowId(this.me.userId, "").length);
  }
}

function isForeign(row: Row): boolean {
  return row.kind === "message" && !row.isOwn;
}

function outgoingRow({ userId, name }: Room["me"], { id, seq, at, text, problem }: Outgoing): MessageRow {
  const state = problem ? "failed" : seq === null ? "sending" : "sent";
  return { kind: "message", id: rowId(userId, id), seq, at, userId, name, text, isOwn: true, state, problem };
}
