import { Code, createContextValues } from "@connectrpc/connect";
import type { SubscribeResponse } from "../gen/hirehub/chat/v1/chat_service_pb";
import { CodeView, RemovedReason } from "../gen/hirehub/chat/v1/frame_pb";
import { freshToken } from "../rpc/authorize";
import type { ChatClient } from "../rpc/clients";
import { type Problem, problemOf } from "../rpc/problem";
import { Backoff } from "./backoff";
import { Gate } from "./gate";
import type { Network, NetworkSign } from "./network";
import type { Connection } from "./types";
import { Watch } from "./watch";

/** What a stream carries, one at a time. */
export type Frame = SubscribeResponse["frame"];

/** What the line carries, and to whom. */
export interface LineUser {
  /** The last seq that was read, and of which history; 0 from the start. */
  position(): { readonly afterSeq: number; readonly epoch: string };
  /** A frame came. A throw ends this stream, and the next one resumes after `position`. */
  onFrame(frame: Frame): void;
  onConnection(connection: Connection): void;
  /** The log lost what was read: forget it, the next stream starts from `position`. */
  onDataLoss(): void;
}

/** How a stream ended. */
type End =
  | { readonly kind: "lost" | "moved"; readonly after: number }
  | { readonly kind: "unauthenticated" | "data-loss" }
  | { readonly kind: "over"; readonly as: Connection };

/** The stream of a room, opened again whenever it ends, until it ends for good. */
export class Line {
  readonly #backoff = new Backoff();
  /** Where the line stands while it waits for a moment or a person. */
  readonly #gate = new Gate();
  #stop: AbortController | null = null;
  /** Ends the stream that is open. */
  #stream: AbortController | null = null;
  #watch: Watch | null = null;
  #wasIn = false;

  constructor(
    private readonly chat: ChatClient,
    private readonly roomId: string,
    private readonly network: Network,
    private readonly user: LineUser,
  ) {}

  start(): void {
    if (this.#stop) return;
    const stop = new AbortController();
    this.#stop = stop;
    const unwatch = this.network.watch((sign) => this.#onSign(sign));
    stop.signal.addEventListener("abort", unwatch);
    void this.#run(stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = null;
    this.#stream?.abort();
    this.#gate.open();
    this.user.onConnection({ kind: "stopped" });
  }

  /** Ends a wait, if there is one. */
  tryNow(): void {
    this.#gate.open();
  }

  /** Ends the stream that is open, for another. */
  reopen(): void {
    this.#stream?.abort();
  }

  async #run(stopped: AbortSignal): Promise<void> {
    this.user.onConnection({ kind: "connecting" });
    let fresh = false;
    while (!stopped.aborted) {
      const end: End = await this.#attempt(fresh);
      if (stopped.aborted) return;
      if (end.kind === "over") return this.#finish(end.as);
      fresh = end.kind === "unauthenticated" && !fresh;
      if (!fresh) await this.#rest(end);
    }
  }

  /** Until the next stream is due. */
  #rest(end: Exclude<End, { kind: "over" }>): Promise<void> {
    switch (end.kind) {
      case "lost":
        return this.#pause(this.#backoff.next(end.after));
      case "unauthenticated":
        return this.#waitForPerson();
      case "moved":
        return this.#pause(end.after);
      case "data-loss":
        this.user.onDataLoss();
        return this.#pause(this.#backoff.next());
    }
  }

  #finish(as: Connection): void {
    this.#stop?.abort();
    this.#stop = null;
    this.user.onConnection(as);
  }

  async #waitForPerson(): Promise<void> {
    this.user.onConnection({ kind: "signed-out" });
    await this.#gate.wait();
    this.user.onConnection({ kind: "reconnecting", retryAt: null });
  }

  async #pause(milliseconds: number): Promise<void> {
    const isOnline = this.network.isOnline();
    this.user.onConnection(isOnline ? { kind: "reconnecting", retryAt: Date.now() + milliseconds } : { kind: "offline" });
    await this.#gate.wait(milliseconds);
    // Offline is said until it is over: the computer may be cut off from all but itself.
    if (isOnline) this.user.onConnection({ kind: "reconnecting", retryAt: null });
  }

  /** One stream, from its opening to its end. */
  async #attempt(fresh: boolean): Promise<End> {
    const stream = new AbortController();
    this.#stream = stream;
    const watch = new Watch({
      onSlow: () => this.user.onConnection({ kind: "waiting" }),
      onSilent: () => stream.abort(),
    });
    this.#watch = watch;
    try {
      return await this.#read(stream.signal, fresh, watch);
    } catch (error) {
      return stream.signal.aborted ? { kind: "lost", after: 0 } : this.#endOf(problemOf(error));
    } finally {
      watch.stop();
      stream.abort();
    }
  }

  async #read(signal: AbortSignal, fresh: boolean, watch: Watch): Promise<End> {
    const { afterSeq, epoch } = this.user.position();
    const contextValues = createContextValues().set(freshToken, fresh);
    const request = { roomId: this.roomId, afterSeq: BigInt(afterSeq), epoch, codeView: CodeView.CRDT };
    for await (const { frame } of this.chat.subscribe(request, { signal, contextValues })) {
      watch.onFrame();
      this.user.onFrame(frame);
      if (frame.case === "joined") this.#onJoined();
      if (frame.case === "reconnect") return { kind: "moved", after: millisecondsOf(frame.value.after) };
      if (frame.case === "removed") return { kind: "over", as: { kind: removalOf(frame.value.reason) } };
    }
    return { kind: "lost", after: 0 };
  }

  #onJoined(): void {
    this.#backoff.reset();
    this.user.onConnection({ kind: "live", since: Date.now(), resumed: this.#wasIn });
    this.#wasIn = true;
  }

  #endOf(problem: Problem): End {
    if (problem.code === Code.Unauthenticated) return { kind: "unauthenticated" };
    if (problem.code === Code.DataLoss) return { kind: "data-loss" };
    if (problem.isPassing) return { kind: "lost", after: problem.retryAfter ?? 0 };
    if (problem.reason === "ROOM_CLOSED") return { kind: "over", as: { kind: "ended" } };
    const wasTakenOff = problem.reason === "ACCESS_REMOVED" || (problem.code === Code.PermissionDenied && this.#wasIn);
    return { kind: "over", as: wasTakenOff ? { kind: "removed" } : { kind: "refused", problem } };
  }

  /**
   * A line that may be dead is opened anew at once, which loses nothing. So is a live one
   * when the browser goes offline: a server on this very computer still answers.
   */
  #onSign(sign: NetworkSign): void {
    if (sign === "offline" || (sign === "visible" && this.#watch?.isOverdue())) this.#stream?.abort();
    if (!this.#gate.isForPerson) this.#gate.open();
  }
}

function millisecondsOf(after: { readonly seconds: bigint; readonly nanos: number } | undefined): number {
  return after ? Number(after.seconds) * 1_000 + after.nanos / 1_000_000 : 0;
}

function removalOf(reason: RemovedReason): "ended" | "removed" {
  return reason === RemovedReason.ROOM_CLOSED ? "ended" : "removed";
}
