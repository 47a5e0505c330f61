import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { Person, Session } from "../../gen/hirehub/session/v1/session_pb";
import type { Peer } from "../../look/mark";
import { fullDay, shortDay } from "../../look/time-words";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A moment of the server in ms since 1970; an unset one is `now`. */
export function atMs(time: Timestamp | undefined, now: number): number {
  return time ? Number(time.seconds) * 1000 + Math.floor(time.nanos / 1e6) : now;
}

/** How long ago, in short: `now`, `4 min`, `2 h 5 min`, `3 days`. */
export function elapsed(since: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - since) / MINUTE_MS));
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return [`${Math.floor(minutes / 60)} h`, minutes % 60 && `${minutes % 60} min`].filter(Boolean).join(" ");
  const days = Math.floor((now - since) / DAY_MS);
  return days === 1 ? "1 day" : `${days} days`;
}

/** `32 min in` where two are at it, `waiting 4 min` where one is. */
export function progress(session: Session, now: number): string {
  const time = elapsed(atMs(session.createTime, now), now);
  if (session.participant) return time === "now" ? "just begun" : `${time} in`;
  return time === "now" ? "just opened" : `waiting ${time}`;
}

/** Somebody's name; who has none is called by their id. */
export function nameOf(person: Person | undefined): string {
  return person?.displayName || person?.userId || "Somebody";
}

/** The other person of a finished session, from the reader's point of view, with their mark. */
export function opposite(session: Session, me: string): { readonly name: string; readonly peer: Peer } | undefined {
  if (session.host?.userId !== me) return { name: nameOf(session.host), peer: 0 };
  const guest = session.participant ?? session.participantHistory.at(-1);
  return guest && { name: nameOf(guest), peer: 1 };
}

/** How long a finished session took, as `41 min`. */
export function took(session: Session, now: number): string {
  const time = elapsed(atMs(session.createTime, now), atMs(session.endTime, now));
  return time === "now" ? "under a minute" : time;
}

/** The day of a moment as the reader's calendar has it: `Fri 20 Nov`, with the year if it is another. */
export function day(moment: number, now: number): string {
  const isThisYear = new Date(moment).getFullYear() === new Date(now).getFullYear();
  return isThisYear ? shortDay(moment) : fullDay(moment);
}

/** The path of a session; with its invite code, whoever opens it may take the seat. */
export function sessionPath(sessionId: string, inviteCode?: string): string {
  const path = `/session/${encodeURIComponent(sessionId)}`;
  return inviteCode ? `${path}?invite=${encodeURIComponent(inviteCode)}` : path;
}

/** What a host sends to the other person: the whole address. An open session needs no code. */
export function inviteLink(session: Pick<Session, "sessionId" | "inviteCode">, origin: string): string {
  return origin + sessionPath(session.sessionId, session.inviteCode);
}

/** Of one's live sessions the one to go on with: where somebody is, else the newest. */
export function mostLive(sessions: readonly Session[]): Session | undefined {
  return sessions.find((session) => session.participant) ?? sessions[0];
}
