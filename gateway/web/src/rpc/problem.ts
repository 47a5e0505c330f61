import { Code, ConnectError } from "@connectrpc/connect";
import { detailsOf } from "./details";

/** Why a call failed, for programs and for the person. */
export interface Problem {
  /** The canonical code, as in gRPC. */
  readonly code: Code;
  /** Stable and for programs, as `SESSION_FULL`; empty if the server gave none. */
  readonly reason: string;
  /** The field that breaks a rule, as `text`; null if it is not about a field. */
  readonly field: string | null;
  /** What the server said. For developers: pages choose their own words by `reason` and `code`. */
  readonly message: string;
  /** Milliseconds after which trying again may work; null if the server did not say. */
  readonly retryAfter: number | null;
  /** Whether trying the same again later may work: the outcome is not known, or the server was busy or away. */
  readonly isPassing: boolean;
}

/** The problem in whatever a call threw. */
export function problemOf(thrown: unknown): Problem {
  const error = ConnectError.from(thrown);
  const { reason, retryAfter } = detailsOf(error);
  const field = error.code === Code.InvalidArgument ? fieldIn(error.rawMessage) : null;
  return { code: error.code, reason, field, message: error.rawMessage, retryAfter, isPassing: passes(error.code, retryAfter) };
}

/** The services say `FIELD must be RULE`. */
function fieldIn(message: string): string | null {
  return /^(\S+) must be /.exec(message)?.[1] ?? null;
}

/**
 * `Unknown` is what a torn connection or a proxy's own page becomes. `ResourceExhausted`
 * passes where the server says when; a seat that is taken does not.
 */
function passes(code: Code, retryAfter: number | null): boolean {
  switch (code) {
    case Code.Unavailable:
    case Code.DeadlineExceeded:
    case Code.Canceled:
    case Code.Unknown:
    case Code.Internal:
      return true;
    default:
      return retryAfter !== null;
  }
}
