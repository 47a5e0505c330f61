import type { Peer } from "../../../look/mark";
import { BARS } from "../core/bars";
import type { Span } from "../core/idle";
import { cssShares } from "../css-shares";

/** The drawing's own units: a bar is one wide with its gap, the row is `HEIGHT` high. */
const HEIGHT = 22;
const BAR_WIDTH = 0.68;
/** So that a single character is seen. */
const LOWEST = 2;

interface ActivityProps {
  /** `BARS` heights from 0 to 1; missing if that person typed nothing. */
  readonly heights: Float64Array | undefined;
  readonly peer: Peer;
  readonly idle: readonly Span[];
  readonly length: number;
}

/** How much one person typed over time, and when nothing happened at all. */
export function Activity({ heights = new Float64Array(), peer, idle, length }: ActivityProps) {
  return (
    <div className="track">
      {idle.map(({ from, to }) => (
        <i key={from} ref={cssShares({ "--from": from / length, "--share": (to - from) / length })} className="track-idle" />
      ))}
      <svg className={`track-bars peer-${peer}`} viewBox={`0 0 ${BARS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {[...heights].map((height, index) => height > 0 && <Bar key={index} at={index} height={Math.max(LOWEST, height * HEIGHT)} />)}
      </svg>
      <i className="track-shade at" />
    </div>
  );
}

function Bar({ at, height }: { at: number; height: number }) {
  return <rect x={at} y={HEIGHT - height} width={BAR_WIDTH} height={height} />;
}
