import { Button } from "../../look/button";
import { Empty } from "../../look/empty";
import { Pending } from "./pending";
import { RecentRow } from "./recent-row";
import { Section } from "./section";
import { useRecentSessions } from "./use-sessions";

/** The finished sessions of a person, each with its replay. */
export function RecentSessions({ me, now }: { me: string; now: number }) {
  const list = useRecentSessions();
  const sessions = list.data;
  const count = sessions?.length ? `${sessions.length}${list.hasNextPage ? "+" : ""}` : undefined;
  return (
    <Section title="Recent" count={count}>
      {!sessions && <Pending error={list.error} seats={false} />}
      {sessions?.length === 0 && (
        <div className="sheet">
          <Empty icon="clock" title="Nothing to replay yet">A session appears here when its host ends it.</Empty>
        </div>
      )}
      {sessions && sessions.length > 0 && (
        <ol className="sheet">
          {sessions.map((session) => <RecentRow key={session.sessionId} session={session} me={me} now={now} />)}
        </ol>
      )}
      {list.hasNextPage && (
        <Button tone="quiet" className="mt-2 w-full" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button>
      )}
    </Section>
  );
}
