import type { ReactNode } from "react";
import { usePageTitle } from "../../look/arrival";
import { LinkButton } from "../../look/button";
import { Empty } from "../../look/empty";
import type { IconName } from "../../look/icon";
import { TopBar } from "../../look/top-bar";

interface LobbyProps {
  readonly icon?: IconName;
  /** What the tab says; without it, the heading. */
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

/** One calm page in place of the room. */
export function Lobby({ icon, title, children, actions }: LobbyProps) {
  usePageTitle(title);
  return (
    <>
      <TopBar />
      <main id="main" className="lobby">
        <h1 className="sr-only">{title}</h1>
        <Empty {...(icon && { icon })} title={title} actions={actions ?? <LinkButton href="/">All sessions</LinkButton>}>
          {children}
        </Empty>
      </main>
    </>
  );
}

/** There is none, or none for this person: the same words for both, so that nobody learns which. */
export function NoSuchSession() {
  return (
    <Lobby icon="search" title="There is no such session">
      The link may be old, or it is meant for someone else. Ask the host for a new one.
    </Lobby>
  );
}

/** Two people are in already. */
export function SeatsTaken() {
  return (
    <Lobby icon="leave" title="Both seats are taken">
      Two people are already in this session. Ask the host to free the seat, or open your own.
    </Lobby>
  );
}

/** The person was in, and is not any more. */
export function WasRemoved() {
  return (
    <Lobby icon="lock" title="You were removed from this session">
      You no longer receive code or messages. What you wrote stays in the record.
    </Lobby>
  );
}
