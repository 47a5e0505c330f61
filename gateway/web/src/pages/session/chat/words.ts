import { languageName } from "../../../look/language";
import type { HappeningItem } from "./item";

/** Says who types, for the line above the composer; empty for nobody. */
export function typingWords(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return "";
  if (second === undefined) return `${first} is typing`;
  return names.length === 2 ? `${first} and ${second} are typing` : `${names.length} people are typing`;
}

/** Says what a person did, after their name. */
export function happeningWords(item: HappeningItem): string {
  switch (item.kind) {
    case "started":
      return "started the session";
    case "joined":
      return "joined";
    case "away":
      return "lost the connection";
    case "left":
      return "left the session";
    case "switched":
      return `switched to ${languageName(item.language ?? "")}`;
    case "ended":
      return "ended the session";
  }
}

/** The first word of a name, for flags and headers; `Someone` if there is none. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] || "Someone";
}

/** The time of day as `10:31`. */
export function clock(at: number): string {
  return new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** The exact time, for hover and focus. */
export function exactTime(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" }).format(at);
}
