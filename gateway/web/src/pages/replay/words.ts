import { languageName } from "../../look/language";
import { clock, fullDay } from "../../look/time-words";
import type { Note } from "./core/chat";
import type { Mark } from "./core/mark";
import { clockWords } from "./core/times";
import type { Cast } from "./cast";

/** What somebody did, after their name. */
export function deedWords(mark: Note, isHost: boolean): string {
  switch (mark.kind) {
    case "came":
      return isHost ? "started the session" : "joined";
    case "came back":
      return "came back";
    case "went":
      return "lost the connection";
    case "left":
      return "left the session";
    case "closed":
      return "ended the session";
    case "switched":
      return `switched to ${languageName(mark.language)}`;
    case "begun anew":
      return `took the seat: the code begins anew in ${languageName(mark.language)}`;
  }
}

/** The name of a mark on a track. */
export function markWords(mark: Mark, cast: Cast): string {
  const { firstName, peer } = cast.of(mark.userId);
  const time = clockWords(mark.t);
  return mark.kind === "message" ? `Message at ${time} by ${firstName}` : `${firstName} ${deedWords(mark, peer === 0)} at ${time}`;
}

/** A moment as a date: `Mon 16 Nov 2026, 10:02`. */
export function dateWords(at: number): string {
  return `${fullDay(at)}, ${clock(at)}`;
}
