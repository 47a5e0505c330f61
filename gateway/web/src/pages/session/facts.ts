import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import type { Peer } from "../../look/mark";
import { twoDigits } from "../../look/time-words";
import type { Person, RoomSnapshot } from "../../room/types";

/** The two people of a session as the room knows them. */
export interface Two {
  readonly host: Person;
  /** Null while the seat is free. */
  readonly participant: Person | null;
}

/** Who sits where. Before the room has said who is there, it is as the session says. */
export function twoOf(session: Session, people: readonly Person[], me: string): Two {
  const hostId = session.host?.userId ?? "";
  const known = people.find(({ userId }) => userId === hostId);
  const host = known ?? personOf(hostId, session.host?.displayName ?? "", me);
  const guest = people.find(({ userId }) => userId !== hostId);
  if (people.length > 0 || !session.participant) return { host, participant: guest ?? null };
  const { userId, displayName } = session.participant;
  return { host, participant: personOf(userId, displayName, me) };
}

function personOf(userId: string, name: string, me: string): Person {
  return { userId, name, isPresent: true, isMe: userId === me };
}

/** Which mark somebody has: the host is the square, everybody else sits in the other seat. */
export function peerOf(session: Session, userId: string): Peer {
  return userId === session.host?.userId ? 0 : 1;
}

/** A clock of a session that runs: `32:08`, `1:02:03`. */
export function runningTime(since: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${twoDigits(m)}:${twoDigits(s)}` : `${twoDigits(m)}:${twoDigits(s)}`;
}

/** How long something took, for reading: `47 min`, `under a minute`. */
export function minutesWords(from: number, to: number): string {
  const minutes = Math.floor((to - from) / 60_000);
  return minutes < 1 ? "Under a minute" : `${minutes} min`;
}

/** What the host sends to the other person, at this address; empty for who is not the host. */
export function inviteLink({ sessionId, inviteCode }: Session, origin: string): string {
  if (inviteCode === "") return "";
  return `${origin}/session/${encodeURIComponent(sessionId)}?invite=${encodeURIComponent(inviteCode)}`;
}

/** When the session ended, in ms since 1970; null while it goes on. */
export function endOf({ connection, rows }: RoomSnapshot): number | null {
  if (connection.kind !== "ended") return null;
  return rows.findLast((row) => row.kind === "system" && row.event.kind === "ended")?.at ?? Date.now();
}
