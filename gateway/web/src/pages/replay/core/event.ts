import type { Splice } from "./splice";

/** Something that happened in a room, as far as a replay shows it: free of the wire. */
export type ReplayEvent = Circumstance & Happening;

interface Circumstance {
  /** Its place in the room's log. */
  readonly seq: number;
  /** When, in milliseconds since 1970 by the server's clock; may step back. */
  readonly at: number;
  /** Who; empty if it was the server. */
  readonly userId: string;
  /** That person's name as of then; may be empty. */
  readonly name: string;
}

type Happening =
  | { readonly kind: "edit"; readonly language: string; readonly generation: number; readonly splices: readonly Splice[] }
  | { readonly kind: "message"; readonly text: string }
  /** Came into the room; lost the connection to it; gave up the seat; the room ended. */
  | { readonly kind: "came" | "went" | "left" | "closed" }
  | { readonly kind: "switched"; readonly language: string }
  | { readonly kind: "begun"; readonly language: string; readonly starterCode: Readonly<Record<string, string>> };
