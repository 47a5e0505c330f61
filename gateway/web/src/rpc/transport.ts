import type { Transport } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { authorize, type TokenSource } from "./authorize";

/** Longer than the slowest answer of a healthy server; a stream has no such limit. */
const UNARY_TIMEOUT_MS = 15_000;

/** The line to the gateway at `origin`, as whoever `tokens` speaks for. */
export function createTransport(origin: string, tokens: TokenSource): Transport {
  const inner = createGrpcWebTransport({ baseUrl: origin, interceptors: [authorize(tokens)] });
  return {
    unary: (method, signal, timeout = UNARY_TIMEOUT_MS, ...rest) => inner.unary(method, signal, timeout, ...rest),
    stream: (...call) => inner.stream(...call),
  };
}
