import { useEffect, useRef, useState } from "react";
import type { MessageRow, Row } from "../../../room/types";
import { announcement, GATHER_MS, type Saying } from "./announcer";
import { firstName } from "./words";

/**
 * Says new messages of others, and own ones that failed, to who listens. A region apart from the log:
 * history that loads, and a log that is laid out anew, say nothing.
 */
export function Announcements({ rows, isLoaded }: { rows: readonly Row[]; isLoaded: boolean }) {
  const [said, say] = useState("");
  const known = useRef<ReadonlySet<string> | null>(null);
  const waiting = useRef<Saying[]>([]);
  const timer = useRef<number | undefined>(undefined);

  useEffect(() => {
    if (!isLoaded) return;
    const before = known.current;
    known.current = new Set(rows.filter(isWorthSaying).map(({ id }) => id));
    if (!before) return;
    for (const row of rows) {
      if (isWorthSaying(row) && !before.has(row.id)) waiting.current.push(sayingOf(row));
    }
    if (waiting.current.length === 0 || timer.current !== undefined) return;
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      say(announcement(waiting.current.splice(0)));
    }, GATHER_MS);
  }, [rows, isLoaded]);

  useEffect(() => () => window.clearTimeout(timer.current), []);
  return <div className="sr-only" aria-live="polite">{said}</div>;
}

type Sayable = MessageRow & { readonly state: "sent" | "failed" };

function isWorthSaying(row: Row): row is Sayable {
  return row.kind === "message" && (row.isOwn ? row.state === "failed" : row.state === "sent");
}

function sayingOf(row: Sayable): Saying {
  return row.isOwn ? { who: "Not sent", text: row.text } : { who: firstName(row.name), text: row.text };
}
