import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { ChatService, type ListEventsRequest } from "../../gen/hirehub/chat/v1/chat_service_pb";
import { EventSchema } from "../../gen/hirehub/chat/v1/event_pb";
import { SessionService } from "../../gen/hirehub/session/v1/session_service_pb";
import { loadRecording } from "./load";

/** Clients of a server whose room holds messages with these numbers, `page` of them a page. */
function serverWith(seqs: readonly number[], page: number, refuse?: (request: ListEventsRequest) => boolean) {
  const transport = createRouterTransport(({ service }) => {
    service(SessionService, { getSession: ({ sessionId }) => ({ session: { sessionId, roomId: "room" } }) });
    service(ChatService, {
      listEvents(request) {
        if (refuse?.(request)) throw new ConnectError("no", Code.PermissionDenied);
        const left = seqs.filter((seq) => seq > request.afterSeq);
        const events = left.slice(0, page).map((seq) => create(EventSchema, { seq: BigInt(seq), body: { case: "message", value: { text: `${seq}` } } }));
        return { events, nextAfterSeq: left.length > page ? BigInt(left[page - 1] ?? 0) : 0n };
      },
    });
  });
  return { chat: createClient(ChatService, transport), sessions: createClient(SessionService, transport) };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const never = new AbortController().signal;

describe("loading a recording", () => {
  it("takes in every event once and in order, however many pages there are", async () => {
    for (const count of [0, 1, 1000, 1001, 7500]) {
      const { timeline } = await loadRecording(serverWith(upTo(count), 1000), "s", never);
      expect(timeline.events.map(({ seq }) => seq)).toEqual(upTo(count));
    }
  });

  it("is not misled by hidden events and short pages, which guesses know nothing of", async () => {
    const seqs = upTo(9000).filter((seq) => seq < 1500 || seq > 6200);
    const { timeline } = await loadRecording(serverWith(seqs, 300), "s", never);
    expect(timeline.events.map(({ seq }) => seq)).toEqual(seqs);
  });

  it("asks once for a room that has one page", async () => {
    let calls = 0;
    const server = serverWith(upTo(5), 1000, () => {
      calls += 1;
      return false;
    });
    await loadRecording(server, "s", never);
    expect(calls).toBe(1);
  });

  it("fails as its calls fail, but not by a page that only a guess asked for", async () => {
    const beyond = serverWith(upTo(1500), 1000, ({ afterSeq }) => afterSeq > 1500n);
    expect((await loadRecording(beyond, "s", never)).timeline.events).toHaveLength(1500);
    const closed = serverWith(upTo(1500), 1000, ({ afterSeq }) => afterSeq === 1000n);
    await expect(loadRecording(closed, "s", never)).rejects.toMatchObject({ code: Code.PermissionDenied });
  });
});
