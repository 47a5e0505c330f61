import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import type { SendRequestSchema } from "../gen/hirehub/chat/v1/chat_service_pb";
import type { ChatClient } from "../rpc/clients";
import { problemOf } from "../rpc/problem";

/** What to put into the room. */
export type Body = NonNullable<MessageInitShape<typeof SendRequestSchema>["body"]>;

/** Puts things into one room. Each call also renews the lease of the stream. */
export class Post {
  /** The stream that is open; empty while none is. */
  connectionId = "";

  constructor(
    private readonly chat: ChatClient,
    private readonly roomId: string,
    /** Told that we are not signed in any more. */
    private readonly onSignedOut: () => void = () => undefined,
  ) {}

  /** Resolves with its seq, 0 for what is ephemeral. Durable things need an id, the same one on every try. */
  async send(body: Body, clientEventId = ""): Promise<number> {
    const { roomId, connectionId } = this;
    try {
      const { seq } = await this.chat.send({ roomId, clientEventId, connectionId, body });
      return Number(seq);
    } catch (error) {
      if (problemOf(error).code === Code.Unauthenticated) this.onSignedOut();
      throw error;
    }
  }

  /** Sends what only matters now; whether it arrives nobody needs to know. */
  whisper(body: Body): Promise<void> {
    return this.send(body).then(
      () => undefined,
      () => undefined,
    );
  }
}

/** A new `client_event_id`. `randomUUID` would want HTTPS. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
