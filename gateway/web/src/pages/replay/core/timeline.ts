import { Attendance } from "./attendance";
import type { ReplayEvent } from "./event";
import type { Mark, Meaning } from "./mark";
import { countBy, lastBy } from "./search";
import { type Edit, TextTrack } from "./text-track";

/** Who is back within this time was never away, for the eye, in milliseconds. */
const FLAP = 30_000;

/** Somebody who was in the session. */
export interface Someone {
  readonly userId: string;
  /** The name they last came with; may be empty. */
  readonly name: string;
}

/** From `t` on the editor shows this language of this document. */
export interface Stage {
  readonly t: number;
  readonly generation: number;
  readonly language: string;
}

/** An event that could not be shown. */
export interface Fault {
  readonly seq: number;
  readonly why: string;
}

/** The editor as it was at an instant. */
export interface Scene {
  readonly stage: Stage;
  readonly track: TextTrack;
  /** How many of the track's edits had been made. */
  readonly count: number;
}

/**
 * A session's whole course, made from its events in the order of the log.
 * Times are milliseconds since the first event and never step back.
 */
export class Timeline {
  /** What the editor showed, in order; a stage lasts until the next one. */
  readonly stages: Stage[] = [];
  /** What is worth jumping to, in order. */
  readonly marks: Mark[] = [];
  /** Every edit that fitted, of every text. */
  readonly edits: Edit[] = [];
  /** Every event that could not be shown; their number is what the reader is told. */
  readonly faults: Fault[] = [];
  /** Everything it was made from. */
  readonly events: ReplayEvent[] = [];
  /** When each of them happened. */
  readonly instants: number[] = [];
  readonly #people = new Map<string, string>();
  readonly #attendance = new Attendance();
  readonly #tracks = new Map<string, TextTrack>();
  readonly #starters = new Map<number, Readonly<Record<string, string>>>();
  #start: number | undefined;
  #length = 0;

  /** When the session began, in milliseconds since 1970; 0 without events. */
  get start(): number {
    return this.#start ?? 0;
  }

  /** From the first event to the last, in milliseconds. */
  get length(): number {
    return this.#length;
  }

  /** Everybody who did anything, in the order of their first deed. */
  get people(): Someone[] {
    return [...this.#people].map(([userId, name]) => ({ userId, name }));
  }

  /** Adds the log's next event. */
  add(event: ReplayEvent): void {
    this.#start ??= event.at;
    const t = Math.max(this.#length, event.at - this.#start);
    this.#length = t;
    this.events.push(event);
    this.instants.push(t);
    this.#meet(event);
    switch (event.kind) {
      case "edit":
        this.#edit(event, t);
        break;
      case "begun":
        this.#begin(event, t);
        break;
      case "switched":
        this.#switch(event, t);
        break;
      case "message":
        this.#mark({ kind: "message", text: event.text }, event, t);
        break;
      case "came":
        this.#come(event, t);
        break;
      case "went":
      case "left":
        this.#go(event, event.kind, t);
        break;
      case "closed":
        this.#mark({ kind: "closed" }, event, t);
        break;
    }
  }

  /** The editor at an instant; undefined before there was one. */
  sceneAt(instant: number): Scene | undefined {
    const stage = lastBy(this.stages, instant) ?? this.stages[0];
    if (stage === undefined) return undefined;
    const track = this.#track(stage.generation, stage.language);
    return { stage, track, count: countBy(track.edits, instant) };
  }

  /** The code the editor showed at an instant. */
  textAt(instant: number): string {
    const scene = this.sceneAt(instant);
    return scene === undefined ? "" : scene.track.textAfter(scene.count);
  }

  /** Whether a person was in the room at an instant. */
  isThere(userId: string, instant: number): boolean {
    return this.#attendance.isThere(userId, instant);
  }

  #meet({ kind, userId, name }: ReplayEvent): void {
    if (userId === "" || kind === "begun") return;
    if (name !== "" || !this.#people.has(userId)) this.#people.set(userId, name);
  }

  #mark(what: Meaning, { seq, userId }: ReplayEvent, t: number): void {
    this.marks.push({ ...what, seq, t, userId });
  }

  #begin(event: Of<"begun">, t: number): void {
    this.#starters.set(event.seq, event.starterCode);
    const { language } = event;
    if (this.stages.length > 0) this.#mark({ kind: "begun anew", language }, event, t);
    this.stages.push({ t, generation: event.seq, language });
  }

  #switch(event: Of<"switched">, t: number): void {
    const { language } = event;
    this.#mark({ kind: "switched", language }, event, t);
    this.stages.push({ t, generation: this.stages.at(-1)?.generation ?? 0, language });
  }

  #edit({ seq, userId, generation, language, splices }: Of<"edit">, t: number): void {
    // A room without a start document, and a reader who may not see its start, have no stage yet.
    if (this.stages.length === 0) this.stages.push({ t, generation, language });
    const edit = { t, userId, splices };
    if (this.#track(generation, language).add(edit)) this.edits.push(edit);
    else this.faults.push({ seq, why: `a change of the ${language} code reaches beyond its end` });
  }

  #come(event: ReplayEvent, t: number): void {
    const { userId } = event;
    const last = this.#attendance.newest(userId);
    this.#attendance.add(userId, { t, kind: "came" });
    if (last?.kind === "came") return;
    if (last?.kind === "went" && t - last.t < FLAP) this.#takeBackGoing(userId);
    else this.#mark({ kind: last === undefined ? "came" : "came back" }, event, t);
  }

  #go(event: ReplayEvent, kind: "went" | "left", t: number): void {
    const { userId } = event;
    const last = this.#attendance.newest(userId)?.kind;
    if (last === "left" || last === kind) return;
    if (last === "went") this.#takeBackGoing(userId);
    this.#attendance.add(userId, { t, kind });
    this.#mark({ kind }, event, t);
  }

  /** What came after it says it all: a short loss of the connection, or giving up the seat. */
  #takeBackGoing(userId: string): void {
    const at = this.marks.findLastIndex((mark) => mark.userId === userId && mark.kind === "went");
    this.marks.splice(at, 1);
  }

  #track(generation: number, language: string): TextTrack {
    const key = `${generation}/${language}`;
    let track = this.#tracks.get(key);
    if (track === undefined) {
      track = new TextTrack(this.#starters.get(generation)?.[language] ?? "");
      this.#tracks.set(key, track);
    }
    return track;
  }
}

type Of<K extends ReplayEvent["kind"]> = Extract<ReplayEvent, { kind: K }>;
