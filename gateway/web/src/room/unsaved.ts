import * as Y from "yjs";
import { fromBase64, toBase64 } from "./base64";
import { newId } from "./post";
import type { RoomStorage } from "./storage";

/** Some changes of one language, on their way to the server. */
export interface Batch {
  /** Its `client_event_id`, the same on every try. */
  readonly id: string;
  readonly language: string;
  readonly update: Uint8Array<ArrayBuffer>;
  /** How many changes it holds. */
  readonly changes: number;
}

/**
 * Waiting updates are made into one at this number: what waits then grows with what was
 * typed and not with how long, so that nothing has to be refused while the line is down.
 */
const MERGE_AT = 64;
const KEY = "unsaved";

/** Our changes of the shared document that the server does not have yet; kept over a reload. */
export class Unsaved {
  #generation = 0;
  #batch: Batch | null = null;
  readonly #waiting = new Map<string, { updates: Uint8Array<ArrayBuffer>[]; changes: number }>();

  constructor(private readonly storage: RoomStorage) {
    this.#load();
  }

  /** The document that they change. */
  get generation(): number {
    return this.#generation;
  }

  /** How many changes. */
  get count(): number {
    let count = this.#batch?.changes ?? 0;
    for (const { changes } of this.#waiting.values()) count += changes;
    return count;
  }

  /** Every update, to be put into documents that were loaded anew. */
  *updates(): Iterable<{ readonly language: string; readonly update: Uint8Array }> {
    if (this.#batch) yield this.#batch;
    for (const [language, { updates }] of this.#waiting) for (const update of updates) yield { language, update };
  }

  add(language: string, update: Uint8Array): void {
    const waiting = this.#waiting.get(language) ?? { updates: [], changes: 0 };
    waiting.updates.push(new Uint8Array(update));
    waiting.changes += 1;
    if (waiting.updates.length >= MERGE_AT) waiting.updates = [merged(waiting.updates)];
    this.#waiting.set(language, waiting);
    this.#save();
  }

  /** What to send now: the same until it is `done`. Null if nothing waits. */
  next(): Batch | null {
    if (this.#batch) return this.#batch;
    const first = this.#waiting.entries().next();
    if (first.done) return null;
    const [language, { updates, changes }] = first.value;
    this.#waiting.delete(language);
    this.#batch = { id: newId(), language, update: merged(updates), changes };
    this.#save();
    return this.#batch;
  }

  /** Whether it is still to be sent. */
  holds(batch: Batch): boolean {
    return this.#batch === batch;
  }

  /** The server has it. */
  done(id: string): void {
    if (this.#batch?.id !== id) return;
    this.#batch = null;
    this.#save();
  }

  /** Forgets what changes a language's document: it is replaced. */
  drop(language: string): void {
    if (this.#batch?.language === language) this.#batch = null;
    this.#waiting.delete(language);
    this.#save();
  }

  /** Forgets everything: another document begins. */
  begin(generation: number): void {
    this.#generation = generation;
    this.#batch = null;
    this.#waiting.clear();
    this.#save();
  }

  #save(): void {
    const waiting = [...this.#waiting].map(([language, { updates, changes }]) => [language, updates.map(toBase64), changes]);
    const batch = this.#batch && { ...this.#batch, update: toBase64(this.#batch.update) };
    const isEmpty = batch === null && waiting.length === 0;
    this.storage.set(KEY, isEmpty ? null : { generation: this.#generation, batch, waiting });
  }

  /** Whatever is not as we keep it is nothing: only this tab writes there. */
  #load(): void {
    const kept = this.storage.get(KEY) as Kept | null;
    if (!kept) return;
    try {
      this.#batch = kept.batch && { ...kept.batch, update: fromBase64(kept.batch.update) };
      for (const [language, updates, changes] of kept.waiting)
        this.#waiting.set(language, { updates: updates.map(fromBase64), changes });
      this.#generation = kept.generation;
    } catch {
      this.begin(0);
    }
  }
}

interface Kept {
  readonly generation: number;
  readonly batch: (Omit<Batch, "update"> & { readonly update: string }) | null;
  readonly waiting: readonly (readonly [string, readonly string[], number])[];
}

function merged(updates: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first] = updates;
  return first && updates.length === 1 ? first : new Uint8Array(Y.mergeUpdates([...updates]));
}
