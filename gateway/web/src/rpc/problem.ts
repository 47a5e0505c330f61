import { Code } from "@connectrpc/connect";

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
