import { useMemo } from "react";
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
  const draw = (row: ChatRow, isLater: boolean) => {
    if (row.kind === "note") return <NoteLine key={row.mark.seq} note={row.mark} actor={cast.of(row.mark.userId)} later={isLater} onJump={onJump} />;
    return <Messages key={row.messages[0]?.seq} messages={row.messages} actor={cast.of(row.userId)} later={isLater} onJump={onJump} />;
  };
  return (
    <>
      <div className="bar">
        <h2 className="grow">Chat</h2>
        <span className="hint">Pick a time to jump</span>
      </div>
      <div ref={log} className="replay-log" role="region" aria-label="Chat of this session" tabIndex={0} onKeyDown={moveAmongTimes}>
        {/* One list: a row that gets said keeps its element. */}
        <ol>{[...said.map((row) => draw(row, false)), <Now key="now" player={player} />, ...later.map((row) => draw(row, true))]}</ol>
      </div>
    </>
  );
}

function Now({ player }: { player: Player }) {
  const time = usePlayer(player, ({ instant }) => clockWords(instant));
  return (
    <li className="replay-now" aria-current="time">
      <span className="num">{time}</span>
    </li>
  );
}
