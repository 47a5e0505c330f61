import { useId } from "react";
import { type Session, Visibility } from "../../gen/hirehub/session/v1/session_pb";
import { Button, LinkButton } from "../../look/button";
import { CopyButton } from "../../look/copy-button";
import { Dialog } from "../../look/dialog";
import { Input } from "../../look/field";
import { Seats } from "../../look/mark";
import { inviteLink, nameOf, sessionPath } from "./session-facts";

/** The new session's link, to be sent to the other person. */
export function InviteDialog({ open, session, onClose }: { open: boolean; session: Session; onClose: () => void }) {
  const id = useId();
  const link = inviteLink(session, location.origin);
  const foot = (
    <>
      <Button tone="quiet" onClick={onClose}>Close</Button>
      <LinkButton href={sessionPath(session.sessionId)}>Enter the session</LinkButton>
    </>
  );
  return (
    <Dialog open={open} onClose={onClose} title="Waiting for a participant" foot={foot}>
      <div className="grid gap-4">
        <Seats host={nameOf(session.host)} size="large" />
        <p className="text-text-2">
          Send them this link. You can prepare the code meanwhile. {session.visibility === Visibility.OPEN ? "Anyone who is signed in can join." : "Only a person with the link can join."}
        </p>
        <div className="flex gap-2">
          <label className="sr-only" htmlFor={id}>Invite link</label>
          <Input id={id} className="code-text text-12" readOnly value={link} onFocus={(event) => event.target.select()} />
          <CopyButton tone="go" text={link} name="the invite link" />
        </div>
      </div>
    </Dialog>
  );
}
