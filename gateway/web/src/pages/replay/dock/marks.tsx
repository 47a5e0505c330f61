import { classNames } from "../../../look/class-names";
import { Icon } from "../../../look/icon";
import { Point } from "../../../look/mark";
import type { Cast } from "../cast";
import type { Mark } from "../core/mark";
import { cssShares } from "../css-shares";
import { markWords } from "../words";

interface MarksProps {
  readonly marks: readonly Mark[];
  readonly cast: Cast;
  readonly length: number;
  readonly onJump: (instant: number) => void;
}

/** Marks on a track; a press jumps there. The keyboard has `[`, `]` and the times in the chat: hundreds of stops help nobody. */
export function Marks({ marks, cast, length, onJump }: MarksProps) {
  return (
    <div className="track marks">
      {marks.map((mark) => {
        const { peer } = cast.of(mark.userId);
        const words = markWords(mark, cast);
        return (
          <button key={mark.seq} ref={cssShares({ "--from": mark.t / Math.max(1, length) })} type="button" tabIndex={-1} className={classNames("track-mark", `peer-${peer}`, mark.t > length / 2 && "late")} aria-label={words} onClick={() => onJump(mark.t)}>
            <Sign mark={mark} peer={peer} />
            <span className="track-tip" aria-hidden="true">{words}</span>
          </button>
        );
      })}
      <i className="track-shade at" />
    </div>
  );
}

function Sign({ mark, peer }: { mark: Mark; peer: 0 | 1 }) {
  switch (mark.kind) {
    case "message":
      return <Point peer={peer} />;
    case "went":
    case "left":
      return <Icon name="leave" size={14} />;
    case "came back":
      return <Icon name="enter" size={14} />;
    case "closed":
      return <Icon name="check" size={14} />;
    case "begun anew":
      return <Icon name="file" size={14} />;
    default:
      return <span className="track-ring" />;
  }
}
