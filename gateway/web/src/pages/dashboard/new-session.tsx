import { useState } from "react";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import { useRound } from "../../look/dialog";
import { CreateDialog } from "./create-dialog";
import { InviteDialog } from "./invite-dialog";

interface NewSessionProps {
  readonly open: boolean;
  /** Chosen already. */
  readonly problemId: string | undefined;
  readonly onClose: () => void;
}

/** Opens a session: what about, in which language, for whom; then the link to send. */
export function NewSession(props: NewSessionProps) {
  const round = useRound(props.open);
  return <Steps key={round} {...props} />;
}

function Steps({ open, problemId, onClose }: NewSessionProps) {
  const [session, setSession] = useState<Session>();
  return (
    <>
      <CreateDialog open={open && !session} problemId={problemId} onClose={onClose} onCreated={setSession} />
      {session && <InviteDialog open={open} session={session} onClose={onClose} />}
    </>
  );
}
