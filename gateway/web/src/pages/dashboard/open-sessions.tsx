import { Button, LinkButton } from "../../look/button";
import { Empty } from "../../look/empty";
import { Section } from "./section";
import { nameOf, progress, sessionPath } from "./session-facts";
import { Pending } from "./pending";
import { SessionRow } from "./session-row";
import { useOpenSessions } from "./use-sessions";

/** Other people's sessions whose second seat anybody may take. */
export function OpenSessions({ now }: { now: number }) {
  const list = useOpenSessions();
  const sessions = list.data;
  return (
    <Section title="Open to join" count={sessions?.length ? String(sessions.length) : undefined}>
      {!sessions && <Pending error={list.error} />}
      {sessions?.length === 0 && (
        <div className="sheet">
          <Empty icon="enter" title="Nobody waits for a participant">An open session appears here while its second seat is free.</Empty>
        </div>
      )}
      {sessions && sessions.length > 0 && (
        <ul className="sheet">
          {sessions.map((session) => (
            <SessionRow
              key={session.sessionId}
              session={session}
              fact={`hosted by ${nameOf(session.host)}`}
              side={<span className="text-text-3">{progress(session, now)}</span>}
              action={session.participant ? <Button disabled>Full</Button> : <LinkButton href={sessionPath(session.sessionId)} aria-label={`Join ${session.problem?.title}`}>Join</LinkButton>}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}
