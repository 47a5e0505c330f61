import { moved, type Splice } from "./splice";
import type { Scene } from "./timeline";

/** What somebody changed, as it lies in the text that is shown, in UTF-16 units. */
export interface Place {
  readonly userId: string;
  /** When, in milliseconds since the session's start. */
  readonly t: number;
  readonly from: number;
  /** Where their cursor was left. */
  readonly to: number;
}

/** Whose hands were where. */
export interface Hands {
  /** The last change of each person: as near to a cursor as a log without cursors gets. */
  readonly last: readonly Place[];
  /** What was changed of late, oldest first, but no more than the newest `MOST_FRESH`. */
  readonly fresh: readonly Place[];
}

/** Edits looked back upon at most: it bounds what a frame costs; older hands are not shown. */
const LOOK_BACK = 512;

/** More changes than this at once are a blur. */
const MOST_FRESH = 64;

/** The hands as of a scene; what was changed before `freshSince` (session time) is not fresh. */
export function handsOf({ track, count }: Scene, freshSince: number): Hands {
  const last = new Map<string, Place>();
  let fresh: Place[] = [];
  for (const { t, userId, splices } of track.edits.slice(Math.max(0, count - LOOK_BACK), count)) {
    for (const splice of splices) {
      for (const [id, place] of last) last.set(id, shifted(place, splice));
      fresh = fresh.slice(1 - MOST_FRESH).map((place) => shifted(place, splice));
      const from = splice.position;
      const place = { userId, t, from, to: from + splice.inserted.length };
      last.set(userId, place);
      if (t >= freshSince) fresh.push(place);
    }
  }
  return { last: [...last.values()], fresh };
}

function shifted(place: Place, splice: Splice): Place {
  // What others put in at its edges is not part of it.
  const to = moved(place.to, splice, "stay");
  return { ...place, from: Math.min(to, moved(place.from, splice, "yield")), to };
}
