import { Fragment, useMemo } from "react";
import type { Cast } from "../cast";
import { type ChatRow, chatRows } from "../core/chat";
import type { Player } from "../core/player";
import { countBy } from "../core/search";
import { clockWords } from "../core/times";
import { usePlayer } from "../use-player";
import { Messages, NoteLine } from "./chat-row";
import { moveAmongTimes } from "./times-keys";
import { useFollowNow } from "./use-follow-now";

interface ChatPanelProps {
  readonly player: Player;
  readonly cast: Cast;
  /** Must stay the same function, or every row is drawn at every instant. */
  readonly onJump: (instant: number) => void;
}

/** The whole chat of the session: what was said by now, a line with the clock, and what was said later. */
export function ChatPanel({ player, cast, onJump }: ChatPanelProps) {
  const { marks } = player.timeline;
  const count = usePlayer(player, ({ instant }) => countBy(marks, instant));
  const playing = usePlayer(player, (each) => each.playing);
  const log = useFollowNow(count, playing);
  const said = useMemo(() => chatRows(marks.slice(0, count)), [marks, count]);
  const later = useMemo(() => chatRows(marks.slice(count)), [marks, count]);
  const now = <Now player={player} />;
  const draw = (row: ChatRow, isLater: boolean) => {
    if (row.kind === "note") return <NoteLine note={row.mark} actor={cast.of(row.mark.userId)} later={isLater} onJump={onJump} />;
    return <Messages messages={row.messages} actor={cast.of(row.userId)} later={isLater} onJump={onJump} />;
  };
  return (
    <>
      <div className="bar">
        <h2 className="grow">Chat</h2>
        <span className="hint">Pick a time to jump</span>
      </div>
      <div ref={log} className="replay-log" role="region" aria-label="Chat of this session" tabIndex={0} onKeyDown={moveAmongTimes}>
        {/* One list, in which a row that gets said keeps its element and its place: the clock is drawn anew where it belongs. */}
        <ol>
          {said.length === 0 && now}
          {[...said, ...later].map((row, at) => (
            <Fragment key={seqOf(row)}>
              {draw(row, at >= said.length)}
              {at === said.length - 1 && now}
            </Fragment>
          ))}
        </ol>
      </div>
    </>
  );
}

/** Of its first mark: a row is known by it. */
function seqOf(row: ChatRow): number | undefined {
  return row.kind === "note" ? row.mark.seq : row.messages[0]?.seq;
}

function Now({ player }: { player: Player }) {
  const time = usePlayer(player, ({ instant }) => clockWords(instant));
  return (
    <li className="replay-now" aria-current="time">
      <span className="num">{time}</span>
    </li>
  );
}
