import { Link } from "wouter";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import { Point } from "../../look/mark";
import { atMs, day, opposite, sessionPath, took } from "./session-facts";

/** A finished session: the whole row leads to its replay. */
export function RecentRow({ session, me, now }: { session: Session; me: string; now: number }) {
  const other = opposite(session, me);
  const end = atMs(session.endTime, now);
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2.5 not-first:border-t not-first:border-line-1 hover:bg-bg-2 has-focus-visible:outline-(--focus-ring) has-focus-visible:-outline-offset-3">
      <div className="min-w-0">
        <Link href={`${sessionPath(session.sessionId)}/replay`} className="block truncate font-medium outline-none after:absolute after:inset-0">
          {session.problem?.title}
          <span className="sr-only">, watch the replay</span>
        </Link>
        <div className="tags mt-0.5">
          <span className="tag min-w-0">
            {other && <Point peer={other.peer} />}
            <span className="truncate">{other?.name ?? "Nobody joined"}</span>
          </span>
          <span className="tag">{took(session, now)}</span>
        </div>
      </div>
      <time className="hint" dateTime={new Date(end).toISOString()}>{day(end, now)}</time>
    </li>
  );
}
