/**
 * A room, live: what `types.ts` promises, made of its parts.
 *
 * In reading order: `line` keeps the stream, `reader` takes what the server says apart,
 * `chat` has the rows, `people`, `typists` and `cursors` who is here and what they do,
 * `documents` the shared text; `saver` sends our changes of it.
 */
import type * as Y from "yjs";
import type { ChatClient } from "../rpc/clients";
import { Chat } from "./chat";
import { Cursors } from "./cursors";
import { Documents } from "./documents";
import { Lease } from "./lease";
import { Line } from "./line";
import { browserNetwork, type Network } from "./network";
import { OwnCursor } from "./own-cursor";
import type { Parts } from "./parts";
import { People } from "./people";
import { newId, Post } from "./post";
import { Reader } from "./reader";
import { Resync } from "./resync";
import { Saver } from "./saver";
import { Snapshots } from "./snapshots";
import { RoomStorage } from "./storage";
import { replaceText } from "./text-change";
import { Typing } from "./typing";
import { Typists } from "./typists";
import type { LostChanges, Room, RoomSnapshot } from "./types";
import { Unsaved } from "./unsaved";

/** Whose room it is, and what it lives on. */
export interface RoomOptions {
  readonly roomId: string;
  readonly me: Room["me"];
  readonly chat: ChatClient;
  /** What is not sent yet survives a reload here; by default in this tab. */
  readonly storage?: Storage;
  readonly network?: Network;
}

/** A room, not started yet. */
export function openRoom(options: RoomOptions): Room {
  return new LiveRoom(options);
}

const DRAFT = "draft";

class LiveRoom implements Room {
  readonly roomId: string;
  readonly me: Room["me"];
  readonly #storage: RoomStorage;
  readonly #snapshots = new Snapshots(() => this.#make());
  readonly #parts: Parts;
  readonly #reader: Reader;
  readonly #line: Line;
  readonly #typing: Typing;
  #lostChanges: LostChanges | null = null;

  constructor({ roomId, me, chat, storage = sessionStorage, network = browserNetwork }: RoomOptions) {
    this.roomId = roomId;
    this.me = me;
    this.#storage = new RoomStorage(storage, roomId, me.userId);
    const post = new Post(chat, roomId, () => this.#line.reopen());
    this.#typing = new Typing(post);
    this.#parts = this.#assemble(chat, post);
    this.#reader = new Reader(me.userId, this.#parts, this.#snapshots);
    this.#line = new Line(chat, roomId, network, this.#reader);
  }

  get subscribe(): Room["subscribe"] {
    return this.#snapshots.subscribe;
  }

  get snapshot(): Room["snapshot"] {
    return this.#snapshots.get;
  }

  get draft(): string {
    const kept = this.#storage.get(DRAFT);
    return typeof kept === "string" ? kept : "";
  }

  start(): void {
    this.#line.start();
  }

  stop(): void {
    this.#line.stop();
  }

  tryNow(): void {
    this.#line.tryNow();
  }

  sendMessage(text: string): boolean {
    return this.#parts.chat.send(text);
  }

  retry(rowId: string): void {
    this.#parts.chat.retry(rowId);
  }

  discard(rowId: string): void {
    this.#parts.chat.discard(rowId);
  }

  markRead(seq: number): void {
    this.#parts.chat.markRead(seq);
  }

  setTyping(isTyping: boolean): void {
    if (this.#isLive()) this.#typing.set(isTyping);
  }

  setDraft(text: string): void {
    this.#storage.set(DRAFT, text === "" ? null : text);
  }

  document(language: string): Y.Doc {
    return this.#parts.documents.get(language);
  }

  onDocumentReplaced(listener: (language: string) => void): () => void {
    return this.#parts.documents.onReplaced(listener);
  }

  replaceCode(language: string, code: string): void {
    replaceText(this.#parts.documents.text(language), code);
  }

  async switchLanguage(language: string): Promise<void> {
    await this.#parts.post.send({ case: "switchLanguage", value: { language } }, newId());
  }

  setCursor(language: string, anchor: Uint8Array, head: Uint8Array): void {
    this.#parts.ownCursor.move({ language, anchor: new Uint8Array(anchor), head: new Uint8Array(head) });
  }

  dismissLostChanges(): void {
    this.#setLostChanges(null);
  }

  #setLostChanges(lost: LostChanges | null): void {
    this.#lostChanges = lost;
    this.#snapshots.changed();
  }

  #isLive(): boolean {
    return this.#reader.connection.kind === "live";
  }

  #assemble(client: ChatClient, post: Post): Parts {
    const { changed } = this.#snapshots;
    const isLive = (): boolean => this.#isLive();
    const unsaved = new Unsaved(this.#storage);
    const documents = new Documents(unsaved, () => {
      this.#parts.saver.kick();
      changed();
    });
    const resync = new Resync(client, this.roomId, documents, unsaved, (lost) => this.#setLostChanges(lost));
    return {
      post,
      lease: new Lease(() => this.#typing.repeat()),
      chat: new Chat(this.me, post, this.#storage, changed),
      people: new People(this.me.userId, changed),
      typists: new Typists(changed),
      cursors: new Cursors(changed),
      ownCursor: new OwnCursor(post, isLive),
      unsaved,
      documents,
      saver: new Saver(post, unsaved, resync, isLive, changed),
    };
  }

  #make(): RoomSnapshot {
    const { connection, language, isLoaded } = this.#reader;
    const { chat, people, typists, cursors, unsaved } = this.#parts;
    return {
      connection,
      isLoaded,
      rows: chat.rows,
      unread: chat.unread,
      readSeq: chat.readSeq,
      people: people.list,
      typists: typists.list,
      cursors: cursors.list,
      language,
      generation: unsaved.generation,
      unsavedChanges: unsaved.count,
      lostChanges: this.#lostChanges,
    };
  }
}
