import type { Client } from "@connectrpc/connect";
import type { ChatService } from "../../gen/hirehub/chat/v1/chat_service_pb";
import { CodeView } from "../../gen/hirehub/chat/v1/frame_pb";
import { Timeline } from "./core/timeline";
import { replayEvent } from "./wire";

/** The most the server gives at once: the fewest round trips. */
const PAGE_SIZE = 1000;

/** Reads a room's whole history, page after page. It throws what the call throws. */
export async function loadTimeline(
  chat: Pick<Client<typeof ChatService>, "listEvents">,
  roomId: string,
  signal: AbortSignal,
): Promise<Timeline> {
  const timeline = new Timeline();
  let afterSeq = 0n;
  do {
    const request = { roomId, afterSeq, pageSize: PAGE_SIZE, codeView: CodeView.SPLICES };
    const { events, nextAfterSeq } = await chat.listEvents(request, { signal });
    for (const event of events) {
      const shown = replayEvent(event);
      if (shown !== null) timeline.add(shown);
    }
    afterSeq = nextAfterSeq;
  } while (afterSeq !== 0n);
  return timeline;
}
