import { useSyncExternalStore } from "react";
import type { Player } from "./core/player";

/** What `select` reads of the player, always the newest; drawn anew only when that differs, so it must be a plain value. */
export function usePlayer<T extends string | number | boolean | undefined>(player: Player, select: (player: Player) => T): T {
  return useSyncExternalStore(player.subscribe, () => select(player));
}
