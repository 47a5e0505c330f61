import type { HappeningItem, Item } from "./item";

/** Who is back within this time was never away, for the eye: reloads and short losses stay silent. */
export const FLAP_MS = 30_000;

/**
 * The items that are worth a line. Left out are flaps; going away less than `FLAP_MS` before `now`;
 * joining once more without having been away; and going away of who gave up the seat.
 */
export function withoutFlaps(items: readonly Item[], now: number): readonly Item[] {
  const here = new Map<string, HappeningItem>();
  const silent = new Set<string>();
  for (const item of items) {
    if (item.kind !== "started" && item.kind !== "joined" && item.kind !== "away" && item.kind !== "left") continue;
    const last = here.get(item.userId);
    if (isSilent(last, item)) silent.add(item.key);
    if (item.kind === "joined" && last?.kind === "away" && item.at - last.at < FLAP_MS) silent.add(last.key);
    if (item.kind === "left" && last?.kind === "away") silent.add(last.key);
    here.set(item.userId, item);
  }
  for (const last of here.values()) {
    if (last.kind === "away" && now - last.at < FLAP_MS) silent.add(last.key);
  }
  return items.filter((item) => !silent.has(item.key));
}

/** When a person's going away becomes worth a line, if that is still to come. */
export function nextChange(items: readonly Item[], now: number): number | null {
  const waits = items.filter((item) => item.kind === "away").map((item) => item.at + FLAP_MS - now);
  const ahead = waits.filter((wait) => wait > 0);
  return ahead.length > 0 ? Math.min(...ahead) : null;
}

function isSilent(last: HappeningItem | undefined, item: HappeningItem): boolean {
  switch (item.kind) {
    case "joined":
      if (last?.kind === "started" || last?.kind === "joined") return true;
      return last?.kind === "away" && item.at - last.at < FLAP_MS;
    case "away":
      return last?.kind === "left";
    default:
      return false;
  }
}
