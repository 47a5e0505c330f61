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

/** So many updates are made into one, so that no more wait than that, and those that are full. */
const MERGE_AT = 64;
/** An update of this many bytes is full: far below what the server takes at once, hours of typing above what a line needs. */
const FULL_BYTES = 64 << 10;
const KEY = "unsaved";

/** An update that waits. Kept as text, too: that is made once, not at every key. */
interface Piece {
  readonly update: Uint8Array<ArrayBuffer>;
  readonly text: string;
  readonly changes: number;
}

/**
 * Our changes of the shared document that the server does not have yet; kept over a
 * reload. It takes whatever is typed: ten bytes a key, whatever the line does.
 */
export class Unsaved {
  #generation = 0;
  #batch: Batch | null = null;
  /** By language: the full ones first. */
  readonly #waiting = new Map<string, readonly Piece[]>();
  /** By language: the text they were made in, if its document was lost since. */
  readonly #texts = new Map<string, string>();

  constructor(private readonly storage: RoomStorage) {
    this.#load();
  }

  /** The document that they change. */
  get generation(): number {
    return this.#generation;
  }

  /** How many changes. */
  get count(): number {
    const waiting = [...this.#waiting.values()].flat();
    return waiting.reduce((count, { changes }) => count + changes, this.#batch?.changes ?? 0);
  }

  /** Every update, to be put into documents that were loaded anew. */
  *updates(): Iterable<{ readonly language: string; readonly update: Uint8Array }> {
    if (this.#batch) yield this.#batch;
    for (const [language, pieces] of this.#waiting) for (const { update } of pieces) yield { language, update };
  }

  /** Keeps the text that the changes of a language were made in, as the document is about to be lost. */
  keepText(language: string, text: string): void {
    if (!this.#texts.has(language)) this.#texts.set(language, text);
  }

  /** That text, until every change of the language is settled. */
  textOf(language: string): string | undefined {
    return this.#texts.get(language);
  }

  add(language: string, update: Uint8Array): void {
    const pieces = [...(this.#waiting.get(language) ?? []), pieceOf([update], 1)];
    const first = pieces.findIndex((piece) => !isFull(piece));
    const isTooMany = first >= 0 && pieces.length - first >= MERGE_AT;
    this.#waiting.set(language, isTooMany ? [...pieces.slice(0, first), merged(pieces.slice(first))] : pieces);
    this.#save();
  }

  /** What to send now: the same until it is `done`. Null if nothing waits. */
  next(): Batch | null {
    if (this.#batch) return this.#batch;
    const [first] = this.#waiting;
    if (!first) return null;
    const [language, pieces] = first;
    const count = pieces[0] && isFull(pieces[0]) ? 1 : pieces.length;
    const { update, changes } = merged(pieces.slice(0, count));
    if (count < pieces.length) this.#waiting.set(language, pieces.slice(count));
    else this.#waiting.delete(language);
    this.#batch = { id: newId(), language, update, changes };
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
    if (!this.#waiting.has(this.#batch.language)) this.#texts.delete(this.#batch.language);
    this.#batch = null;
    this.#save();
  }

  /** Forgets what changes a language's document: it is replaced. */
  drop(language: string): void {
    if (this.#batch?.language === language) this.#batch = null;
    this.#waiting.delete(language);
    this.#texts.delete(language);
    this.#save();
  }

  /** Forgets everything: another document begins. */
  begin(generation: number): void {
    this.#generation = generation;
    this.#batch = null;
    this.#waiting.clear();
    this.#texts.clear();
    this.#save();
  }

  #save(): void {
    const waiting = [...this.#waiting].map(([language, pieces]) => [language, pieces.map(({ text, changes }) => [text, changes])]);
    const batch = this.#batch && { ...this.#batch, update: toBase64(this.#batch.update) };
    const isEmpty = batch === null && waiting.length === 0;
    this.storage.set(KEY, isEmpty ? null : { generation: this.#generation, batch, waiting });
  }

  /** Whatever is not as we keep it, or no update, is nothing: only this tab writes there. */
  #load(): void {
    const kept = this.storage.get(KEY) as Kept | null;
    if (!kept) return;
    try {
      this.#batch = kept.batch && { ...kept.batch, update: fromBase64(kept.batch.update) };
      for (const [language, pieces] of kept.waiting)
        this.#waiting.set(language, pieces.map(([text, changes]) => ({ update: fromBase64(text), text, changes })));
      this.#generation = kept.generation;
      for (const { update } of this.updates()) Y.decodeUpdate(update);
    } catch {
      this.begin(0);
    }
  }
}

interface Kept {
  readonly generation: number;
  readonly batch: (Omit<Batch, "update"> & { readonly update: string }) | null;
  readonly waiting: readonly (readonly [string, readonly (readonly [string, number])[]])[];
}

function isFull({ update }: Piece): boolean {
  return update.length >= FULL_BYTES;
}

function merged(pieces: readonly Piece[]): Piece {
  const changes = pieces.reduce((count, piece) => count + piece.changes, 0);
  return pieceOf(pieces.map(({ update }) => update), changes);
}

function pieceOf(updates: Uint8Array[], changes: number): Piece {
  const [first] = updates;
  const update = new Uint8Array(first && updates.length === 1 ? first : Y.mergeUpdates(updates));
  return { update, text: toBase64(update), changes };
}
