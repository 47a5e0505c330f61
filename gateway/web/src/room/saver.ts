import { Code } from "@connectrpc/connect";
import { DocFormat } from "../gen/hirehub/chat/v1/body_pb";
import { type Problem, problemOf } from "../rpc/problem";
import { Backoff } from "./backoff";
import { Gate } from "./gate";
import type { Post } from "./post";
import type { Batch, Unsaved } from "./unsaved";

/** Changes are collected for this long: a call for each key would be a call too many. */
const COLLECT_MS = 40;

/** Who settles a batch that the server's document cannot take. */
export interface Resyncs {
  /** Resolves when the document is loaded anew; rejects as a call does. */
  resync(language: string, problem: Problem): Promise<void>;
}

/** Sends our changes of the shared document, one batch at a time, each until it is answered. */
export class Saver {
  readonly #gate = new Gate();
  readonly #backoff = new Backoff();
  #isBusy = false;

  constructor(
    private readonly post: Post,
    private readonly unsaved: Unsaved,
    private readonly resyncs: Resyncs,
    private readonly isLive: () => boolean,
    private readonly changed: () => void,
  ) {}

  /** There is something to send. */
  kick(): void {
    if (!this.#isBusy) void this.#run();
  }

  /** The line is back. */
  onLive(): void {
    this.#backoff.reset();
    this.#gate.open();
    this.kick();
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    let goesOn = true;
    while (goesOn && this.isLive() && this.unsaved.count > 0) {
      await this.#gate.wait(COLLECT_MS);
      const batch = this.unsaved.next();
      if (batch) goesOn = await this.#send(batch);
      this.changed();
    }
    this.#isBusy = false;
  }

  /** False: only a new line can help. What is not sent stays where it is. */
  async #send(batch: Batch): Promise<boolean> {
    try {
      await this.#put(batch);
      this.unsaved.done(batch.id);
      this.#backoff.reset();
      return true;
    } catch (error) {
      return this.#recover(batch, problemOf(error));
    }
  }

  #put({ id, language, update }: Batch): Promise<number> {
    const generation = BigInt(this.unsaved.generation);
    return this.post.send({ case: "docUpdate", value: { language, format: DocFormat.YJS_V1, update, generation } }, id);
  }

  async #recover(batch: Batch, problem: Problem): Promise<boolean> {
    if (!this.unsaved.holds(batch)) return true;
    if (!isAboutTheDocument(problem)) return this.#waitFor(problem);
    try {
      await this.resyncs.resync(batch.language, problem);
      return true;
    } catch (error) {
      return this.#waitFor(problemOf(error));
    }
  }

  async #waitFor({ isPassing, retryAfter }: Problem): Promise<boolean> {
    if (isPassing) await this.#gate.wait(this.#backoff.next(retryAfter ?? 0));
    return isPassing;
  }
}

/** It does not fit (ABORTED), breaks a rule, or was sent before with the same id and is another. */
function isAboutTheDocument({ code }: Problem): boolean {
  return code === Code.Aborted || code === Code.InvalidArgument || code === Code.AlreadyExists;
}
