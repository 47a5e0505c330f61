/** A moment worth jumping to. */
export type Mark = Meaning & {
  /** The event's place in the room's log: it names the mark. */
  readonly seq: number;
  /** Milliseconds since the session's start. */
  readonly t: number;
  /** Who; empty if it was the server. */
  readonly userId: string;
};

/** What a mark says. */
export type Meaning =
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "came" | "came back" | "went" | "left" | "closed" }
  | { readonly kind: "switched" | "begun anew"; readonly language: string };

/** Pressing "previous" within this time after a mark goes to the one before it, in milliseconds. */
const JUST_PASSED = 1000;

/** Where "next mark" goes from an instant; undefined behind the last one. */
export function nextMark(marks: readonly Mark[], instant: number): number | undefined {
  return marks.find((mark) => mark.t > instant)?.t;
}

/** Where "previous mark" goes from an instant; undefined before the first one. */
export function previousMark(marks: readonly Mark[], instant: number): number | undefined {
  return marks.findLast((mark) => mark.t < instant - JUST_PASSED)?.t;
}
