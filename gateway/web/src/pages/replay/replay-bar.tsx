import { type Session, Session_Status } from "../../gen/hirehub/session/v1/session_pb";
import { Button } from "../../look/button";
import { CopyButton } from "../../look/copy-button";
import { Icon } from "../../look/icon";
import { Mark } from "../../look/mark";
import { Menu, type MenuItem } from "../../look/menu";
import { PageHeading } from "../../look/page-heading";
import { Tag } from "../../look/tag";
import { TopBar } from "../../look/top-bar";
import type { Actor, Cast } from "./cast";
import type { Player } from "./core/player";
import { lengthWords } from "./core/times";
import { exportLines, saveFile } from "./export";
import { usePlayer } from "./use-player";
import { dateWords } from "./words";

interface ReplayBarProps {
  readonly session: Session;
  readonly player: Player;
  readonly cast: Cast;
}

/** What is replayed, who was in it, and what can be taken along. */
export function ReplayBar({ session, player, cast }: ReplayBarProps) {
  const { timeline } = player;
  const title = session.problem?.title ?? "Session";
  const code = () => timeline.textAt(player.instant);
  const save = () => saveFile(`hirehub-${session.sessionId}.jsonl`, exportLines(timeline.events));
  const items: readonly MenuItem[] = [
    { label: "Copy code", icon: "copy", onSelect: () => void navigator.clipboard.writeText(code()) },
    { label: "Export", icon: "file", onSelect: save },
  ];
  return (
    <TopBar bare skip={{ href: "#seek", label: "Skip to the scrubber" }}>
      <span className="separator max-mid:hidden" />
      <PageHeading title={`Replay: ${title}`} className="truncate">{title}</PageHeading>
      <span className="tags max-mid:hidden">
        <Tag>Replay</Tag>
        <Tag><time dateTime={new Date(timeline.start).toISOString()}>{dateWords(timeline.start)}</time></Tag>
        <Tag>{lengthWords(timeline.length)}</Tag>
        {session.status === Session_Status.ACTIVE && <Tag>Still going on</Tag>}
      </span>
      <span className="grow" />
      <span className="replay-cast max-mid:hidden" role="group" aria-label="Who was in the room">
        {cast.actors.map((actor) => <Person key={actor.userId} player={player} actor={actor} />)}
      </span>
      <span className="separator max-mid:hidden" />
      <span className="contents max-mid:hidden">
        <CopyButton text={code} label="Copy code" />
        <Button onClick={save}>Export</Button>
      </span>
      <Menu label="Copy, export and more" trigger={<Icon name="more" />} className="btn quiet icon mid:hidden" items={items} />
    </TopBar>
  );
}

/** Somebody of the session; hollow while they were not there. */
function Person({ player, actor }: { player: Player; actor: Actor }) {
  const { userId, name, firstName, peer } = actor;
  const isThere = usePlayer(player, ({ timeline, instant }) => timeline.isThere(userId, instant));
  return (
    <span className="person">
      <Mark peer={peer} name={name} away={!isThere} />
      <span className="names">{firstName}</span>
      {peer === 0 && <span className="names text-text-3">host</span>}
      {!isThere && <span className="sr-only">, not there at this moment</span>}
    </span>
  );
}
