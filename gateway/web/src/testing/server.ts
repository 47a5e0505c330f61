import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { createRouterTransport } from "@connectrpc/connect";
import {
  ChatService,
  type GetDocumentRequest,
  type SendRequest,
  type SubscribeRequest,
  type SubscribeResponseSchema,
} from "../gen/hirehub/chat/v1/chat_service_pb";
import { type Event, EventSchema } from "../gen/hirehub/chat/v1/event_pb";
import { type ChatClient, createClients } from "../rpc/clients";

type FrameInit = NonNullable<MessageInitShape<typeof SubscribeResponseSchema>["frame"]>;

/** What a stream does when it is opened: frames, then an end, or silence for as long as the client stays. */
export type Script = (request: SubscribeRequest, signal: AbortSignal) => AsyncIterable<FrameInit>;

/** A chat service whose every answer a test decides: for what a healthy server does not do on demand. */
export class Server {
  /** Every stream that was asked for. */
  readonly subscribed: SubscribeRequest[] = [];
  /** Everything that was sent, tries again too. */
  readonly sent: SendRequest[] = [];
  /** What the next streams do, in order; when none is left they are silent after the join. */
  readonly scripts: Script[] = [];
  /** Answers a `Send` with a seq, or throws. */
  onSend: (request: SendRequest) => Promise<bigint> = async () => 1n;
  /** Answers a `GetDocument` with an update, or throws. */
  onGetDocument: (request: GetDocumentRequest) => Promise<Uint8Array<ArrayBuffer>> = async () => new Uint8Array();
  readonly chat: ChatClient;

  constructor() {
    const { subscribed, sent, scripts } = this;
    const onSend = (request: SendRequest): Promise<bigint> => this.onSend(request);
    const onGetDocument = (request: GetDocumentRequest): Promise<Uint8Array<ArrayBuffer>> => this.onGetDocument(request);
    const transport = createRouterTransport(({ service }) => {
      service(ChatService, {
        async *subscribe(request, { signal }) {
          subscribed.push(request);
          for await (const frame of (scripts.shift() ?? quiet)(request, signal)) yield { frame };
        },
        async send(request) {
          sent.push(request);
          return { seq: await onSend(request) };
        },
        async getDocument(request) {
          return { document: { language: request.language, update: await onGetDocument(request) } };
        },
      });
    });
    this.chat = createClients(transport).chat;
  }
}

/** The frames of a room that one comes into. */
export function joined(headSeq = 0, epoch = "e1"): FrameInit {
  return { case: "joined", value: { roomId: "r", headSeq: BigInt(headSeq), epoch, language: "python" } };
}

/** A message of Ben's. */
export function said(seq: number, text: string): FrameInit {
  return { case: "event", value: { seq: BigInt(seq), userId: "ben", displayName: "Ben", body: { case: "message", value: { text } } } };
}

/** An event as it comes from the wire. */
export function event(init: MessageInitShape<typeof EventSchema>): Event {
  return create(EventSchema, init);
}

/** Frames one after the other, and then nothing until the client goes. */
export function script(...frames: FrameInit[]): Script {
  return async function* (_, signal) {
    yield* frames;
    await gone(signal);
  };
}

const quiet = script(joined());

/** Resolves when the client has gone. */
export function gone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}
