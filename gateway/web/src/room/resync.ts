import { Code } from "@connectrpc/connect";
import type { ChatClient } from "../rpc/clients";
import type { Problem } from "../rpc/problem";
import type { Documents } from "./documents";
import type { Resyncs } from "./saver";
import type { LostChanges } from "./types";
import type { Unsaved } from "./unsaved";

/** Our changes are put on top of the server's document this often within this time; then they are given up. */
const TRIES = 3;
const WITHIN_MS = 60_000;

/** Loads a language's document anew when the server cannot take our changes of it. */
export class Resync implements Resyncs {
  readonly #tries = new Map<string, readonly number[]>();

  constructor(
    private readonly chat: ChatClient,
    private readonly roomId: string,
    private readonly documents: Documents,
    private readonly unsaved: Unsaved,
    private readonly onLost: (lost: LostChanges) => void,
  ) {}

  async resync(language: string, problem: Problem): Promise<void> {
    const { documents, chat, roomId } = this;
    documents.prepare(language);
    try {
      const { document } = await chat.getDocument({ roomId, language });
      // Of another generation: everything typed before is of the past, which the stream is about to say.
      const isOurs = document === undefined || Number(document.generation) === documents.generation;
      const before = this.unsaved.textOf(language);
      const ours = before ?? documents.text(language).toString();
      const keepsOurs = isOurs && problem.code === Code.Aborted && this.#mayTry(language);
      documents.replace(language, document?.update ?? new Uint8Array(), keepsOurs);
      const mayBeLost = isOurs && (!keepsOurs || before !== undefined);
      if (mayBeLost && documents.text(language).toString() !== ours) this.onLost({ language, text: ours });
    } finally {
      documents.settle(language);
    }
  }

  #mayTry(language: string): boolean {
    const since = Date.now() - WITHIN_MS;
    const tries = (this.#tries.get(language) ?? []).filter((at) => at > since);
    this.#tries.set(language, [...tries, Date.now()]);
    return tries.length < TRIES;
  }
}
