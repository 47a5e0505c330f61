import { clockWords } from "../core/times";
import { ticks } from "../core/ticks";
import { cssShares } from "../css-shares";

/** The labels of the axis; the slider says the same. */
export function Ticks({ length }: { length: number }) {
  return (
    <div className="track-ticks num" aria-hidden="true">
      {ticks(length).map((tick) => <span key={tick} ref={cssShares({ "--from": tick / Math.max(1, length) })}>{clockWords(tick)}</span>)}
    </div>
  );
}
