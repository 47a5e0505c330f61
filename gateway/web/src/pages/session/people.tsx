import { FreeSeat, Mark, type Peer } from "../../look/mark";
import type { Person } from "../../room/types";
import { firstName } from "./chat/words";
import type { Two } from "./facts";

/** The two seats: taken, free, or their owner's connection lost. */
export function People({ two: { host, participant } }: { two: Two }) {
  return (
    <span className="flex items-center gap-2 mid:gap-4" role="group" aria-label="In the room">
      <Seat person={host} peer={0} role={host.isMe ? "host, you" : "host"} />
      {participant ? <Seat person={participant} peer={1} role={participant.isMe ? "you" : ""} /> : <FreeSeat />}
    </span>
  );
}

function Seat({ person, peer, role }: { person: Person; peer: Peer; role: string }) {
  const isAway = !person.isPresent && !person.isMe;
  const title = [person.name, role || "participant", isAway && "connection lost"].filter(Boolean).join(", ");
  return (
    <span className="person" title={title}>
      <Mark peer={peer} name={person.name} away={isAway} labelled />
      <span className="names">
        {firstName(person.name)} {role && <span className="text-text-3">{role}</span>}
      </span>
    </span>
  );
}
