import { Seats } from "../../../look/mark";
import { InviteLink } from "../invite-link";

/** What the host does while the second seat is free. */
export function Waiting({ host, invite }: { host: string; invite: string }) {
  return (
    <div className="hello">
      <Seats host={host} size="large" />
      <b>Waiting for a participant</b>
      <p>Send them this link. You can prepare the code meanwhile.</p>
      <InviteLink link={invite} />
    </div>
  );
}
