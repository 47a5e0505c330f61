import { type Problem, problemOf } from "../rpc/problem";
import { Backoff } from "./backoff";
import { Gate } from "./gate";
import { newId, type Post } from "./post";
import type { RoomStorage } from "./storage";

/** A message that the server has not shown us yet. */
export interface Outgoing {
  /** Its `client_event_id`, the same on every try. */
  readonly id: string;
  readonly text: string;
  /** When it was written, by this computer's clock. */
  readonly at: number;
  /** Its seq, once the server has it. */
  readonly seq: number | null;
  /** Why it was not sent, for good or until the line is back. */
  readonly problem: Problem | null;
}

/** More unsent messages than anybody writes while a line is down; further ones are not taken. */
const LIMIT = 100;
/** After this long of trying, a message is said to have failed. It is tried again when the line is back. */
const PATIENCE_MS = 20_000;

/** Sends messages one after the other, so that they arrive in the order they were written. */
export class Outbox {
  #outgoing: readonly Outgoing[] = [];
  readonly #gate = new Gate();
  #isBusy = false;

  constructor(
    private readonly post: Post,
    private readonly storage: RoomStorage,
    private readonly changed: () => void,
  ) {
    this.#outgoing = keptIn(storage);
  }

  /** In the order they were written; the same until it changes. */
  get outgoing(): readonly Outgoing[] {
    return this.#outgoing;
  }

  /** Whether there was room for it. */
  add(text: string): boolean {
    if (this.#outgoing.length >= LIMIT) return false;
    this.#keep([...this.#tryingAgain(), { id: newId(), text, at: Date.now(), seq: null, problem: null }]);
    this.flush();
    return true;
  }

  /** Tries a failed one again, and whatever else failed only for the line: or else they would change places. */
  retry(id: string): void {
    this.#keep(this.#tryingAgain(id));
    this.flush();
  }

  discard(id: string): void {
    this.#keep(this.#outgoing.filter((one) => one.id !== id || !one.problem));
  }

  /** The event came: the server has it. */
  arrived(id: string): void {
    if (this.#outgoing.some((one) => one.id === id)) this.#keep(this.#outgoing.filter((one) => one.id !== id));
  }

  /** The line is back: what failed only for that is tried again. */
  onLive(): void {
    this.#keep(this.#tryingAgain());
    this.#gate.open();
    this.flush();
  }

  /** Sends what waits, if nothing is being sent. */
  flush(): void {
    if (!this.#isBusy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    const backoff = new Backoff();
    for (let next = this.#next(); next; next = this.#next()) {
      const problem = await this.#attempt(next);
      if (!problem) backoff.reset();
      else if (problem.isPassing && Date.now() - next.at < PATIENCE_MS) await this.#gate.wait(backoff.next(problem.retryAfter ?? 0));
      else this.#fail(next.id, problem);
    }
    this.#isBusy = false;
  }

  /** What fails for the line takes along all that was written after it: nothing overtakes it. */
  #fail(id: string, problem: Problem): void {
    const hasFailed = (one: Outgoing): boolean => one.id === id || (problem.isPassing && one.seq === null && one.problem === null);
    this.#keep(this.#outgoing.map((one) => (hasFailed(one) ? { ...one, problem } : one)));
  }

  /** All, of which those that failed for the line, and this one, are tried again. */
  #tryingAgain(id?: string): readonly Outgoing[] {
    return this.#outgoing.map((one) => (one.problem && (one.problem.isPassing || one.id === id) ? { ...one, at: Date.now(), problem: null } : one));
  }

  #next(): Outgoing | undefined {
    return this.#outgoing.find(({ seq, problem }) => seq === null && problem === null);
  }

  async #attempt({ id, text }: Outgoing): Promise<Problem | null> {
    try {
      const seq = await this.post.send({ case: "message", value: { text } }, id);
      this.#update(id, { seq });
      return null;
    } catch (error) {
      return problemOf(error);
    }
  }

  #update(id: string, change: Partial<Outgoing>): void {
    this.#keep(this.#outgoing.map((one) => (one.id === id ? { ...one, ...change } : one)));
  }

  #keep(outgoing: readonly Outgoing[]): void {
    this.#outgoing = outgoing;
    this.storage.set(KEY, outgoing.length > 0 ? outgoing.map(({ id, text, at }) => ({ id, text, at })) : null);
    this.changed();
  }
}

const KEY = "outbox";

/** Sent again with their own ids, which makes one event of each. */
function keptIn(storage: RoomStorage): readonly Outgoing[] {
  const kept = storage.get(KEY);
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((one: Record<string, unknown> | null) => {
    const { id, text, at } = one ?? {};
    if (typeof id !== "string" || typeof text !== "string" || typeof at !== "number") return [];
    return [{ id, text, at, seq: null, problem: null }];
  });
}
