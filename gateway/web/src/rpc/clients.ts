import { type Client, createClient, type Transport } from "@connectrpc/connect";
import { ChatService } from "../gen/hirehub/chat/v1/chat_service_pb";
import { ProblemService } from "../gen/hirehub/session/v1/problem_service_pb";
import { SessionService } from "../gen/hirehub/session/v1/session_service_pb";

/** The chat service, as generated from the contract. */
export type ChatClient = Client<typeof ChatService>;

/** The services of the gateway. */
export interface Clients {
  readonly chat: ChatClient;
  readonly sessions: Client<typeof SessionService>;
  readonly problems: Client<typeof ProblemService>;
}

/** Clients of all services over one transport. */
export function createClients(transport: Transport): Clients {
  return {
    chat: createClient(ChatService, transport),
    sessions: createClient(SessionService, transport),
    problems: createClient(ProblemService, transport),
  };
}
