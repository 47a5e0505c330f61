import { memo } from "react";
import { Icon } from "../../../look/icon";
import { clock, exactTime } from "../../../look/time-words";
import type { SystemRow } from "../../../room/types";
import { eventWords, firstName } from "./words";

/** What happened, between the messages. */
export const SystemLine = memo(function SystemLine({ row, host }: { row: SystemRow; host: string }) {
  // The server ends a room in nobody's name; only its host can have asked for it.
  const name = row.event.kind === "ended" ? host : row.name;
  return (
    <li className="system">
      {row.event.kind === "switched" && <Icon name="language" />}
      <span>
        <b>{firstName(name)}</b> {eventWords(row.event)}
      </span>{" "}
      <time dateTime={new Date(row.at).toISOString()} title={exactTime(row.at)}>{clock(row.at)}</time>
    </li>
  );
});
