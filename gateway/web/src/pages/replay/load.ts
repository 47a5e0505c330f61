import { Code, ConnectError } from "@connectrpc/connect";
import { CodeView } from "../../gen/hirehub/chat/v1/frame_pb";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import type { Clients } from "../../rpc/clients";
import { Timeline } from "./core/timeline";
import { replayEvent } from "./wire";

/** A session and all that happened in it, as far as the caller may see it. */
export interface Recording {
  readonly session: Session;
  readonly timeline: Timeline;
}

/** The most the server gives at once: the fewest round trips. */
const PAGE_SIZE = 1000;

/** Reads a session and its room's whole history. It throws what the calls throw. */
export async function loadRecording({ chat, sessions }: Pick<Clients, "chat" | "sessions">, sessionId: string, signal: AbortSignal): Promise<Recording> {
  const { session } = await sessions.getSession({ sessionId }, { signal });
  if (session === undefined) throw new ConnectError("the answer holds no session", Code.NotFound);
  return { session, timeline: await loadTimeline(chat, session.roomId, signal) };
}

/** Reads a room's history page by page; each is taken in while the next one travels. */
async function loadTimeline(chat: Pick<Clients["chat"], "listEvents">, roomId: string, signal: AbortSignal): Promise<Timeline> {
  const timeline = new Timeline();
  const page = (afterSeq: bigint) => chat.listEvents({ roomId, afterSeq, pageSize: PAGE_SIZE, codeView: CodeView.SPLICES }, { signal });
  let coming = page(0n);
  for (;;) {
    const { events, nextAfterSeq } = await coming;
    // The last page is the one that names no next.
    if (nextAfterSeq !== 0n) coming = page(nextAfterSeq);
    for (const event of events) {
      const shown = replayEvent(event);
      if (shown !== null) timeline.add(shown);
    }
    if (nextAfterSeq === 0n) return timeline;
  }
}
