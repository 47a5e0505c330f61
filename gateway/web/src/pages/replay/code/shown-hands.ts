import type { Cast } from "../cast";
import { handsOf, type Place } from "../core/hands";
import type { Player } from "../core/player";
import type { Scene } from "../core/timeline";
import { FADE_STEPS, type ShownHands } from "./hands";

/** How long a change is seen, in real milliseconds: the token `--fresh-hand`. */
const FRESH = 6000;
/** The flag of a caret folds to its shape this long after its last change, in real milliseconds. */
const FOLD = 3000;

/** What to draw of the hands in a scene, and where each person's last change lies. Faster playing shows a longer past. */
export function shownHands(player: Player, scene: Scene, cast: Cast): { shown: ShownHands; last: readonly Place[] } {
  const { timeline, instant, speed } = player;
  const { last, fresh } = handsOf(scene, instant - FRESH * speed);
  const present = last.filter(({ userId }) => timeline.isThere(userId, instant));
  const shown = {
    flags: present.map(({ userId, t, to }) => {
      const { firstName, peer } = cast.of(userId);
      return { id: userId, at: to, name: firstName, seat: peer, folded: instant - t > FOLD * speed, caret: true };
    }),
    stripes: fresh.map(({ userId, t, from, to }) => {
      const age = (instant - t) / (FRESH * speed);
      return { from, to, peer: cast.of(userId).peer, freshness: Math.max(1, Math.ceil((1 - age) * FADE_STEPS)) };
    }),
    active: newest(last)?.to,
  };
  return { shown, last };
}

/** The place that was changed last. */
export function newest(places: readonly Place[]): Place | undefined {
  return places.reduce<Place | undefined>((best, place) => (best === undefined || place.t >= best.t ? place : best), undefined);
}
