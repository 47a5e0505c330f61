import type { UseQueryResult } from "@tanstack/react-query";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import { Button, LinkButton } from "../../look/button";
import { CopyChip } from "../../look/copy-button";
import { Empty } from "../../look/empty";
import { Pending } from "./pending";
import { Section } from "./section";
import { inviteLink, mostLive, nameOf, progress, sessionPath } from "./session-facts";
import { SessionRow } from "./session-row";
import { useRecentSessions } from "./use-sessions";

interface MySessionsProps {
  /** The person's user id. */
  readonly me: string;
  readonly now: number;
  readonly list: UseQueryResult<Session[]>;
  readonly onNew: () => void;
}

/** The live sessions in which the person is, the likeliest one first. */
export function MySessions({ me, now, list, onNew }: MySessionsProps) {
  return (
    <Section title="Yours, live" count={list.data?.length ? String(list.data.length) : undefined}>
      {list.data ? <Rows me={me} now={now} sessions={list.data} onNew={onNew} /> : <Pending error={list.error} />}
    </Section>
  );
}

function Rows({ me, now, sessions, onNew }: { me: string; now: number; sessions: readonly Session[]; onNew: () => void }) {
  const hero = mostLive(sessions);
  if (!hero) return <NoSessions onNew={onNew} />;
  const others = sessions.filter((session) => session !== hero);
  return (
    <ul className="sheet">
      {[hero, ...others].map((session) => <MyRow key={session.sessionId} session={session} me={me} now={now} isHero={session === hero} />)}
    </ul>
  );
}

function MyRow({ session, me, now, isHero }: { session: Session; me: string; now: number; isHero: boolean }) {
  const isHost = session.host?.userId === me;
  const waits = !session.participant;
  const title = session.problem?.title ?? "";
  const side = waits && isHost && session.inviteCode
    ? <CopyChip text={inviteLink(session, location.origin)} label={session.inviteCode} name="copy the invite link" />
    : <span className="live">{progress(session, now)}</span>;
  const word = waits ? "Enter" : "Rejoin";
  return (
    <SessionRow
      session={session}
      fact={waits ? "seat free" : `with ${nameOf(isHost ? session.participant : session.host)}`}
      side={side}
      action={<LinkButton tone={isHero ? "go" : "plain"} href={sessionPath(session.sessionId)} aria-label={`${word} ${title}`}>{word}</LinkButton>}
      hero={isHero}
    />
  );
}

function NoSessions({ onNew }: { onNew: () => void }) {
  const isFirst = useRecentSessions().data?.length === 0;
  const actions = (
    <>
      <Button tone="go" onClick={onNew}>New session</Button>
      <LinkButton tone="quiet" href="/problems">Read the problems</LinkButton>
    </>
  );
  return (
    <div className="sheet">
      <Empty icon="add" title={isFirst ? "No sessions yet" : "No live session"} actions={actions}>
        Start one, send the link, and the other person takes the second seat.
      </Empty>
    </div>
  );
}
