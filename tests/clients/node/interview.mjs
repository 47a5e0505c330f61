// Two people in a session of a `hirehub` of their own.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { ChatService } from "./gen/hirehub/chat/v1/chat_service_pb.js";
import { SessionService } from "./gen/hirehub/session/v1/session_service_pb.js";
import { Visibility } from "./gen/hirehub/session/v1/session_pb.js";
import { running, signIn } from "./stack.mjs";

/** Calls `use` with the host and the guest of a session, both let in, and a chat client. They
 *  may send as fast as they can. */
export async function withInterview(use) {
  const directory = await mkdtemp(join(tmpdir(), "hirehub-node-"));
  try {
    await running(directory, async (gateway) => use(await interview(gateway)), ["--send-rate=0"]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function interview(gateway) {
  const transport = createGrpcWebTransport({ baseUrl: `http://${gateway}` });
  const session = createClient(SessionService, transport);
  const host = await signIn(gateway, "alice", "Alice");
  const guest = await signIn(gateway, "bob", "Bob");
  const wanted = { problemId: "two-sum", language: "python", visibility: Visibility.OPEN };
  const { session: created } = await session.createSession(wanted, host);
  const { sessionId, roomId } = created;
  await session.joinSession({ sessionId }, guest);
  return { chat: createClient(ChatService, transport), roomId, host, guest };
}
