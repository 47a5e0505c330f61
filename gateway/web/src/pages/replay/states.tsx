import type { ReactNode } from "react";
import { signInPath } from "../../auth/return-path";
import { Button, LinkButton } from "../../look/button";
import { Empty } from "../../look/empty";
import { PageHeading } from "../../look/page-heading";
import { TopBar } from "../../look/top-bar";
import { Delayed, Skeleton } from "../../look/wait";

/** The grey shapes of a replay that is on its way. */
export function Loading() {
  return (
    <div className="room replay" aria-busy="true">
      <Heading title="Replay" />
      <Delayed>
        <main id="main" className="main">
          <section className="panel editor shown" aria-label="Code">
            <div className="progress" role="progressbar" aria-label="The replay loads" />
            <div className="replay-shapes">
              <Skeleton className="w-1/4" />
              <Skeleton className="w-2/5" />
              <Skeleton className="w-1/3" />
              <Skeleton className="w-1/2" />
            </div>
          </section>
          <span />
          <section className="panel chat max-mid:hidden" aria-label="Chat">
            <div className="replay-shapes">
              <Skeleton className="w-2/3" />
              <Skeleton className="w-1/2" />
            </div>
          </section>
        </main>
        <section className="dock waiting" aria-label="Player">
          <div className="replay-shapes">
            <Skeleton className="w-full" />
            <Skeleton className="w-full" />
          </div>
        </section>
      </Delayed>
    </div>
  );
}

/** There is no such session, or not for this person: the same words for both. */
export function NoSuchSession() {
  return (
    <Alone title="Not found">
      <Empty icon="search" title="There is no such session" actions={<LinkButton href="/">All sessions</LinkButton>}>
        The link may be old, or it is meant for someone else. Ask the host for a new one.
      </Empty>
    </Alone>
  );
}

/** The record did not come. */
export function Failed({ onRetry }: { onRetry: () => void }) {
  return (
    <Alone title="Replay">
      <Empty icon="warning" title="The replay did not load" actions={<Button icon="retry" onClick={onRetry}>Try again</Button>}>
        The server did not answer. The record of the session is not affected.
      </Empty>
    </Alone>
  );
}

/** Signing in would help, and nothing else. */
export function SignedOut() {
  const path = signInPath(location.pathname + location.search);
  return (
    <Alone title="Replay">
      <Empty icon="key" title="You are signed out" actions={<LinkButton href={path}>Sign in</LinkButton>}>
        Nothing is lost. Sign in to go on here.
      </Empty>
    </Alone>
  );
}

/** A session in which nothing has happened. */
export function NothingYet({ sessionId, title = "Session" }: { sessionId: string; title?: string | undefined }) {
  return (
    <Alone title={title}>
      <Empty icon="clock" title="Nothing to replay yet." actions={<LinkButton href={`/session/${sessionId}`}>Open the session</LinkButton>}>
        What is typed and said in the session will be here.
      </Empty>
    </Alone>
  );
}

function Alone({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="room">
      <Heading title={title} />
      <main id="main" className="lobby">{children}</main>
    </div>
  );
}

function Heading({ title }: { title: string }) {
  return (
    <TopBar bare>
      <span className="separator" />
      <PageHeading title={title} className="truncate" />
    </TopBar>
  );
}
