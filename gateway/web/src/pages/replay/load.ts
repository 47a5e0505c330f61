import { Code, ConnectError } from "@connectrpc/connect";
import type { ListEventsResponse } from "../../gen/hirehub/chat/v1/chat_service_pb";
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

/** Pages on their way at once: far from the server it is travelling that takes the time. */
const AT_ONCE = 4;

/** Reads a room's history page by page. */
async function loadTimeline(chat: Pick<Clients["chat"], "listEvents">, roomId: string, signal: AbortSignal): Promise<Timeline> {
  const timeline = new Timeline();
  const page = aheadOf((afterSeq) => chat.listEvents({ roomId, afterSeq, pageSize: PAGE_SIZE, codeView: CodeView.SPLICES }, { signal }));
  let after = 0n;
  do {
    const { events, nextAfterSeq } = await page(after);
    for (const event of events) {
      const shown = replayEvent(event);
      if (shown !== null) timeline.add(shown);
    }
    after = nextAfterSeq;
  } while (after !== 0n);
  return timeline;
}

/** Asks for the page it is asked for, and for those that will likely be wanted next; a wrong guess costs a call. */
function aheadOf(ask: (afterSeq: bigint) => Promise<ListEventsResponse>): typeof ask {
  const coming = new Map<bigint, Promise<ListEventsResponse>>();
  const get = (afterSeq: bigint) => {
    const page = coming.get(afterSeq) ?? ask(afterSeq);
    // If nobody comes to wait for a page, nobody is told why it failed.
    page.catch(() => undefined);
    coming.set(afterSeq, page);
    return page;
  };
  return (afterSeq) => {
    const page = get(afterSeq);
    coming.delete(afterSeq);
    // The first page is the only one of most rooms.
    for (let next = 1; afterSeq !== 0n && next < AT_ONCE; next += 1) get(afterSeq + BigInt(next * PAGE_SIZE));
    return page;
  };
}
