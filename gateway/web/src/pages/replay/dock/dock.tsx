import type { Cast } from "../cast";
import type { Player } from "../core/player";
import { Controls } from "./controls";
import { Tracks } from "./tracks";

interface DockProps {
  readonly player: Player;
  readonly cast: Cast;
}

/** The player: what it does, and the whole session on one axis of time. */
export function Dock({ player, cast }: DockProps) {
  return (
    <section className="dock" aria-label="Player">
      <Controls player={player} />
      <Tracks player={player} cast={cast} />
    </section>
  );
}
