import { languageName } from "../../../look/language";
import type { SystemEvent } from "../../../room/types";

/** Says who types, for the line above the composer; empty for nobody. */
export function typingWords(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return "";
  if (second === undefined) return `${first} is typing`;
  return names.length === 2 ? `${first} and ${second} are typing` : `${names.length} people are typing`;
}

/** Says what happened, after the name of who did it; what nobody did is a sentence of its own. */
export function eventWords(event: SystemEvent): string {
  switch (event.kind) {
    case "started":
      return "started the session";
    case "joined":
      return "joined";
    case "lost":
      return "lost the connection";
    case "left":
      return "left the session";
    case "switched":
      return `switched to ${languageName(event.language)}`;
    case "begun-anew":
      return "begins with fresh code";
    case "ended":
      return "ended the session";
  }
}

/** The first word of a name, for flags and headers; `Someone` if there is none. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] || "Someone";
}
