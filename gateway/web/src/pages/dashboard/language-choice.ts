import type { Problem } from "../../gen/hirehub/session/v1/problem_pb";
import { byListOrder, LANGUAGES, languageName } from "../../look/language";

const LAST = "hirehub.language";

/** What a session on a problem can start in: its own languages first, then the others that the editor knows. */
export function languageChoices(problem: Problem | undefined): { readonly id: string; readonly label: string }[] {
  const own = Object.keys(problem?.starterCode ?? {}).sort(byListOrder);
  const others = LANGUAGES.map((language) => language.id).filter((id) => !own.includes(id));
  const without = own.length > 0 ? " (no starter code)" : "";
  return [...own.map((id) => ({ id, label: languageName(id) })), ...others.map((id) => ({ id, label: languageName(id) + without }))];
}

/** The language to offer: what the person wants, else what they took last if the problem has it, else the problem's first. */
export function startLanguage(problem: Problem | undefined, wanted: string | undefined, last = localStorage.getItem(LAST)): string {
  const choices = languageChoices(problem).map((choice) => choice.id);
  if (wanted && choices.includes(wanted)) return wanted;
  const hasLast = last !== null && (problem ? last in problem.starterCode : choices.includes(last));
  return (hasLast ? last : choices[0]) ?? "python";
}

/** Offers this language next time. */
export function rememberLanguage(language: string): void {
  localStorage.setItem(LAST, language);
}
