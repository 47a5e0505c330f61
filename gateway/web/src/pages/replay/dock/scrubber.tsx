import type { ChangeEvent } from "react";
import { markSeek } from "../measure";
import type { Player } from "../core/player";
import { spokenTime } from "../core/times";
import { usePlayer } from "../use-player";

/** The slider's step, in milliseconds: finer than a pixel of any screen. */
const STEP = 100;

/** The position in the session; dragging shows each instant at once. */
export function Scrubber({ player }: { player: Player }) {
  const { length } = player.timeline;
  const value = usePlayer(player, ({ instant }) => Math.round(instant / STEP) * STEP);
  const seek = ({ target, timeStamp }: ChangeEvent<HTMLInputElement>) => {
    markSeek(timeStamp);
    player.seek(Number(target.value));
  };
  return (
    <div className="scrubber">
      <div className="scrubber-rail at" />
      <input
        id="seek"
        type="range"
        min={0}
        // The last step must be reachable, or the end could not be sought.
        max={Math.ceil(length / STEP) * STEP}
        step={STEP}
        value={value}
        aria-label="Position in the session"
        aria-valuetext={`${spokenTime(value)} of ${spokenTime(length)}`}
        onChange={seek}
      />
    </div>
  );
}
