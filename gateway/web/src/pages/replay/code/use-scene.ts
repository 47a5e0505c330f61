import { type RefObject, useEffect, useRef } from "react";
import type { Cast } from "../cast";
import type { Place } from "../core/hands";
import type { Player } from "../core/player";
import { measureToPicture, SEEKING } from "../measure";
import { SceneView } from "./scene-view";
import { newest, shownHands } from "./shown-hands";

/** Whose caret the editor scrolls to: anybody's, nobody's, or one person's by id. */
export type Followed = "anybody" | "nobody" | { readonly userId: string };

/** Keeps an editor in `parent` that shows the player's instant and scrolls to whom it follows. */
export function useScene(parent: RefObject<HTMLElement | null>, player: Player, cast: Cast, followed: Followed): void {
  const latest = useRef(followed);
  useEffect(() => {
    latest.current = followed;
  }, [followed]);
  useEffect(() => {
    if (parent.current === null) return;
    const view = new SceneView(parent.current);
    let revealed: Place | undefined;
    const show = () => {
      const scene = player.timeline.sceneAt(player.instant);
      if (scene === undefined) return;
      const { shown, last } = shownHands(player, scene, cast);
      const place = placeOf(latest.current, last);
      // Who scrolls elsewhere stays there until something is changed.
      const isNew = place !== undefined && place.t !== revealed?.t;
      view.show(scene, shown, isNew ? place.to : undefined);
      revealed = place;
      measureToPicture(SEEKING);
    };
    show();
    const leave = player.subscribe(show);
    return () => {
      leave();
      view.destroy();
    };
  }, [parent, player, cast]);
}

function placeOf(followed: Followed, last: readonly Place[]): Place | undefined {
  if (followed === "nobody") return undefined;
  if (followed === "anybody") return newest(last);
  return last.find(({ userId }) => userId === followed.userId);
}
