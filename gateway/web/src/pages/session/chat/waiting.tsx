import { CopyButton } from "../../../look/copy-button";
import { Seats } from "../../../look/mark";

/** What the host does while the second seat is free. */
export function Waiting({ host, invite }: { host: string; invite: string }) {
  return (
    <div className="hello">
      <Seats host={host} size="large" />
      <b>Waiting for a participant</b>
      <p>Send them this link. You can prepare the code meanwhile.</p>
      <div className="invite">
        <input className="input code-text" aria-label="Invite link" readOnly value={invite} onFocus={(event) => event.target.select()} />
        <CopyButton text={invite} name="the invite link" />
      </div>
    </div>
  );
}
