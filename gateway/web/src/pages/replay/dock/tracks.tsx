import { memo, type ReactNode, useEffect, useMemo, useRef } from "react";
import { Icon, type IconName } from "../../../look/icon";
import { Point } from "../../../look/mark";
import type { Cast } from "../cast";
import { bars } from "../core/bars";
import type { Player } from "../core/player";
import { Activity } from "./activity";
import { Languages } from "./languages";
import { Marks } from "./marks";
import { Scrubber } from "./scrubber";
import { Ticks } from "./ticks";

interface TracksProps {
  readonly player: Player;
  readonly cast: Cast;
}

/** The scrubber and, below it, everything that happened, on the same axis; one line through all is the instant. */
export function Tracks({ player, cast }: TracksProps) {
  const tracks = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On the few elements that use it: on the tracks, every bar would be styled anew at every instant.
    const moving = tracks.current?.querySelectorAll<HTMLElement>(".at") ?? [];
    const move = () => {
      const share = `${(player.instant / Math.max(1, player.timeline.length)) * 100}%`;
      for (const element of moving) element.style.setProperty("--at", share);
    };
    move();
    return player.subscribe(move);
  }, [player]);
  return (
    <div ref={tracks} className="tracks">
      <span />
      <Scrubber player={player} />
      <Rows player={player} cast={cast} />
      <div className="track-now" aria-hidden="true"><i className="at" /></div>
    </div>
  );
}

/** They are drawn once: only the line moves. */
const Rows = memo(function Rows({ player, cast }: TracksProps) {
  const { timeline, idle } = player;
  const { edits, length, marks, stages } = timeline;
  const heights = useMemo(() => bars(edits, length), [edits, length]);
  const jump = (instant: number) => player.seek(instant);
  return (
    <>
      {cast.actors.map(({ userId, firstName, peer }) => (
        <Row key={userId} label={<><Point peer={peer} />{firstName}</>}>
          <Activity heights={heights.get(userId)} peer={peer} idle={idle} length={length} />
        </Row>
      ))}
      <Row label={<Label icon="chat">Chat</Label>}>
        <Marks marks={marks.filter(({ kind }) => kind === "message")} cast={cast} length={length} onJump={jump} />
      </Row>
      <Row label={<Label icon="leave">Room</Label>}>
        <Marks marks={marks.filter(({ kind }) => kind !== "message" && kind !== "switched")} cast={cast} length={length} onJump={jump} />
      </Row>
      <Row label={<Label icon="language">Language</Label>}>
        <Languages stages={stages} length={length} />
      </Row>
      <Row label={null}>
        <Ticks length={length} />
      </Row>
    </>
  );
});

function Row({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <>
      <span className="track-label">{label}</span>
      {children}
    </>
  );
}

function Label({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <>
      <Icon name={icon} size={14} />
      {children}
    </>
  );
}
