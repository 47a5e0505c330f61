import { memo } from "react";
import { classNames } from "../../../look/class-names";
import { Mark, type Peer } from "../../../look/mark";
import { clock, exactTime } from "../../../look/time-words";
import type { Room } from "../../../room/types";
import { Bubble, type CodeParts } from "./bubble";
import type { Group } from "./rows";
import { firstName } from "./words";

interface GroupLinesProps {
  readonly group: Group;
  readonly peer: Peer;
  readonly room: Room;
  readonly code: CodeParts;
}

/** Messages of one person under one header: own ones right without a name, the other's left with mark and name. */
export const GroupLines = memo(function GroupLines({ group, peer, room, code }: GroupLinesProps) {
  const { isOwn, name, at, messages } = group;
  return (
    <li className={classNames("group", isOwn && "own", `peer-${peer}`)}>
      {!isOwn && <Mark peer={peer} name={name} />}
      <div className="group-head">
        {!isOwn && <b>{firstName(name)}</b>}
        <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>{clock(at)}</time>
      </div>
      <div className="bubbles">
        {messages.map((message) => <Bubble key={message.id} message={message} room={room} code={code} />)}
      </div>
    </li>
  );
}, sameGroup);

/** Groups are laid out anew at every change of the log; the messages in them stay the same objects. */
function sameGroup(before: GroupLinesProps, after: GroupLinesProps): boolean {
  return (
    before.peer === after.peer &&
    before.room === after.room &&
    before.code === after.code &&
    before.group.messages.length === after.group.messages.length &&
    before.group.messages.every((message, index) => message === after.group.messages[index])
  );
}
