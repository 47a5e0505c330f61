import type { Stage } from "./timeline";

/** A stretch of time in which the editor showed one language. */
export interface LanguageSpan {
  readonly language: string;
  /** Milliseconds since the session's start. */
  readonly from: number;
  readonly to: number;
}

/** The languages of a session, one after the other from its start to its end. */
export function languageSpans(stages: readonly Stage[], length: number): LanguageSpan[] {
  const changes = stages.filter(({ language }, index) => stages[index - 1]?.language !== language);
  return changes.map(({ language, t }, index) => ({
    language,
    // Before the first one was chosen nothing else was shown.
    from: index === 0 ? 0 : t,
    to: changes[index + 1]?.t ?? length,
  }));
}
