/** Something to be said to who listens instead of looking. */
export interface Saying {
  readonly who: string;
  readonly text: string;
}

/** Sayings that come within this time are said as one. */
export const GATHER_MS = 1_000;

/** More than this at once are counted, not read out. */
export const SAID_EACH = 3;

/** Longer texts are cut: the log has the whole. */
const SAID_LENGTH = 300;

/** What to say for what came within `GATHER_MS`. */
export function announcement(sayings: readonly Saying[]): string {
  if (sayings.length > SAID_EACH) return `${sayings.length} new messages`;
  return sayings.map(({ who, text }) => `${who}: ${cut(text)}`).join(". ");
}

function cut(text: string): string {
  return text.length > SAID_LENGTH ? `${text.slice(0, SAID_LENGTH)} and so on` : text;
}
