import type { ReactNode } from "react";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import { classNames } from "../../look/class-names";
import { languageName } from "../../look/language";
import { Seats } from "../../look/mark";
import { levelOf } from "../../look/problem-tags";
import { Difficulty, Tag } from "../../look/tag";
import { nameOf } from "./session-facts";

interface SessionRowProps {
  readonly session: Session;
  /** The person's place in it, as `with Ben Kowalski`. */
  readonly fact: string;
  /** How far it is. */
  readonly side: ReactNode;
  readonly action: ReactNode;
  /** The one to go on with: bigger. */
  readonly hero?: boolean;
}

/** A live session in a list: who sits there, what it is about, how far it is, and the way in. */
export function SessionRow({ session, fact, side, action, hero = false }: SessionRowProps) {
  const level = session.problem && levelOf(session.problem.difficulty);
  return (
    <li
      className={classNames(
        "grid items-center gap-4 px-4 not-first:border-t not-first:border-line-1 hover:bg-bg-2",
        "mid:grid-cols-[4.25rem_minmax(0,1fr)_auto_auto] max-mid:grid-cols-[minmax(0,1fr)_auto] max-mid:gap-y-2",
        hero ? "py-5 max-mid:py-4" : "py-3.5",
      )}
    >
      <span className="max-mid:col-start-2 max-mid:row-start-1 max-mid:justify-self-end">
        <Seats host={nameOf(session.host)} {...(session.participant && { participant: nameOf(session.participant) })} size={hero ? "large" : "medium"} />
      </span>
      <div className="min-w-0 max-mid:col-start-1 max-mid:row-start-1">
        <h3 className={classNames("truncate", hero ? "text-16" : "text-14")}>{session.problem?.title}</h3>
        <div className="tags mt-0.5">
          {level && <Difficulty level={level} />}
          <Tag>{languageName(session.language)}</Tag>
          <Tag>{fact}</Tag>
        </div>
      </div>
      <div className="num text-12 text-text-2 whitespace-nowrap mid:text-right">{side}</div>
      <div className="max-mid:justify-self-end">{action}</div>
    </li>
  );
}
