import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Event } from "../gen/hirehub/chat/v1/event_pb";
import type { Joined } from "../gen/hirehub/chat/v1/frame_pb";
import { ELSEWHERE } from "./documents";
import type { Frame, LineUser } from "./line";
import type { Parts } from "./parts";
import type { Snapshots } from "./snapshots";
import type { Connection } from "./types";

/** Reads what the server says, in order and once, and gives each part what is its own. */
export class Reader implements LineUser {
  connection: Connection = { kind: "stopped" };
  language = "";
  /** Whether everything was read that was there when we first came in. */
  isLoaded = false;
  /** The last seq that was read, and the log it is of. */
  #position = { afterSeq: 0, epoch: "" };
  /** What `joined` told of people, language and document holds as of this seq: older events do not change it. */
  #headSeq = 0;

  constructor(
    private readonly myId: string,
    private readonly parts: Parts,
    private readonly snapshots: Snapshots,
  ) {}

  position(): { readonly afterSeq: number; readonly epoch: string } {
    return this.#position;
  }

  onConnection(connection: Connection): void {
    const { post, lease, typists, chat, saver, ownCursor } = this.parts;
    this.connection = connection;
    if (connection.kind === "live") {
      chat.onLive();
      saver.onLive();
      ownCursor.tell();
    } else {
      post.connectionId = "";
      lease.end();
      typists.clear();
      this.snapshots.release();
    }
    this.snapshots.changed();
  }

  onDataLoss(): void {
    this.#position = { afterSeq: 0, epoch: "" };
    this.parts.chat.clear();
    this.parts.documents.reload();
  }

  onFrame(frame: Frame): void {
    const { post, lease, documents } = this.parts;
    switch (frame.case) {
      case "welcome":
        post.connectionId = frame.value.connectionId;
        if (frame.value.leaseExpireTime) lease.begin(timestampMs(frame.value.leaseExpireTime));
        return;
      case "joined":
        return this.#onJoined(frame.value);
      case "document":
        return documents.apply(frame.value.language, Number(frame.value.generation), frame.value.update);
      case "event":
        return frame.value.seq === 0n ? this.#onEphemeral(frame.value) : this.#onDurable(frame.value);
      case "skip":
        return this.#advance(Math.max(Number(frame.value.toSeq), this.#position.afterSeq));
    }
  }

  #onJoined(joined: Joined): void {
    const { people, chat, documents } = this.parts;
    this.#position.epoch = joined.epoch;
    this.#headSeq = Number(joined.headSeq);
    this.language = joined.language;
    people.set(joined.participants);
    chat.onJoined(this.#headSeq);
    documents.begin(Number(joined.generation));
    if (!this.isLoaded) documents.applyUnsaved();
    this.snapshots.hold();
    this.#advance(this.#position.afterSeq);
  }

  #onDurable(event: Event): void {
    const seq = Number(event.seq);
    if (seq <= this.#position.afterSeq) return;
    if (seq !== this.#position.afterSeq + 1) throw new Error(`the stream jumps from ${this.#position.afterSeq} to ${seq}`);
    this.parts.chat.onEvent(event);
    this.#onDocumentUpdate(event);
    if (seq > this.#headSeq) this.#onNews(event, seq);
    this.#advance(seq);
  }

  #onDocumentUpdate({ userId, clientEventId, body }: Event): void {
    if (body.case !== "docUpdate") return;
    const { documents, unsaved } = this.parts;
    const isOurs = userId === this.myId;
    documents.apply(body.value.language, Number(body.value.generation), body.value.update, isOurs ? ELSEWHERE : undefined);
    if (isOurs) unsaved.done(clientEventId);
  }

  #onNews({ userId, displayName: name, body }: Event, seq: number): void {
    const { people, cursors, typists, ownCursor, documents } = this.parts;
    switch (body.case) {
      case "message":
        return typists.set(userId, name, false);
      case "languageChanged":
        this.language = body.value.language;
        return this.snapshots.changed();
      case "userJoined":
        people.came(userId, name);
        cursors.came(userId);
        return userId === this.myId ? undefined : ownCursor.tell();
      case "userLeft":
        people.went(userId);
        typists.set(userId, name, false);
        return cursors.went(userId);
      case "accessRemoved":
        people.remove(userId);
        typists.set(userId, name, false);
        return cursors.remove(userId);
      case "accessGranted":
        people.add(userId, name);
        if (!body.value.startDocument) return;
        this.language = body.value.startDocument.language;
        ownCursor.forget();
        cursors.clear();
        return documents.begin(seq);
    }
  }

  #onEphemeral({ userId, displayName: name, body }: Event): void {
    if (userId === this.myId) return;
    if (body.case === "typing") this.parts.typists.set(userId, name, body.value.isTyping);
    if (body.case === "cursor") this.parts.cursors.set(userId, name, body.value);
  }

  #advance(seq: number): void {
    this.#position.afterSeq = seq;
    if (seq < this.#headSeq) return;
    this.isLoaded = true;
    this.snapshots.release();
  }
}
