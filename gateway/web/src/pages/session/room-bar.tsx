import { useEffect, useState } from "react";
import { type Session, Visibility } from "../../gen/hirehub/session/v1/session_pb";
import { PageHeading } from "../../look/page-heading";
import { classNames } from "../../look/class-names";
import { Button } from "../../look/button";
import { CopyButton } from "../../look/copy-button";
import { Icon } from "../../look/icon";
import { Menu, type MenuItem } from "../../look/menu";
import { levelOf } from "../../look/problem-tags";
import { Difficulty, Tag } from "../../look/tag";
import { TopBar } from "../../look/top-bar";
import { inviteLink, minutesWords, runningTime, type Two } from "./facts";
import { People } from "./people";
import { millis } from "./time";

interface RoomBarProps {
  readonly session: Session;
  readonly two: Two;
  readonly isHost: boolean;
  readonly isLive: boolean;
  /** When it ended; null while it goes on. */
  readonly endedAt: number | null;
  readonly unread: number;
  readonly onInvite: () => void;
  readonly onEnd: () => void;
  readonly onLeave: () => void;
}

/** The room's top bar: what it is, how long it runs, who is here, and the ways out. */
export function RoomBar(props: RoomBarProps) {
  const { session, two, isLive, endedAt, unread } = props;
  const title = session.problem?.title ?? "Interview";
  const level = session.problem && levelOf(session.problem.difficulty);
  return (
    <TopBar bare skip={{ href: "#code", label: "Skip to the editor" }}>
      <span className="separator max-mid:hidden" />
      <PageHeading title={unread > 0 ? `(${unread}) ${title}` : title} className="min-w-0 truncate">{title}</PageHeading>
      <span className="flex items-center gap-1.5 max-mid:hidden">
        {level && <Difficulty level={level} />}
        <Tag>{session.visibility === Visibility.OPEN ? "Open" : "Invite only"}</Tag>
      </span>
      <span className="grow" />
      <Clock since={millis(session.createTime)} until={endedAt} isLive={isLive} />
      <span className="separator ml-1 max-mid:hidden" />
      <People two={two} />
      {endedAt === null && <Actions {...props} />}
    </TopBar>
  );
}

function Actions(props: RoomBarProps) {
  const { session, two, isHost, onEnd, onLeave } = props;
  const link = inviteLink(session, location.origin);
  return (
    <>
      <span className="separator ml-1 max-mid:hidden" />
      <span className="flex gap-2 max-mid:hidden">
        {link && <CopyButton icon="link" label="Invite" name="somebody: copy the link" tone={two.participant ? "plain" : "go"} text={link} />}
        {isHost ? <Button tone="end" onClick={onEnd}>End</Button> : <Button tone="end" onClick={onLeave}>Leave</Button>}
      </span>
      <span className="mid:hidden">
        <Menu label={isHost ? "Invite, end and more" : "Leave and more"} className="btn quiet icon" trigger={<Icon name="more" />} items={menuItems(props)} />
      </span>
    </>
  );
}

function menuItems({ session, isHost, onInvite, onEnd, onLeave }: RoomBarProps): MenuItem[] {
  const out: MenuItem = isHost
    ? { label: "End the session", icon: "leave", danger: true, onSelect: onEnd }
    : { label: "Leave the session", icon: "leave", danger: true, onSelect: onLeave };
  return session.inviteCode ? [{ label: "Invite", icon: "link", onSelect: onInvite }, out] : [out];
}

function Clock({ since, until, isLive }: { since: number; until: number | null; isLive: boolean }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (until !== null) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [until]);
  const at = until ?? now;
  const label = until === null ? `Running for ${minutesWords(since, at).toLowerCase()}` : `Took ${minutesWords(since, at).toLowerCase()}`;
  return (
    <span className={classNames("num text-text-2", until === null && "live", !isLive && "waiting")} role="timer" aria-label={label}>
      {runningTime(since, at)}
    </span>
  );
}
