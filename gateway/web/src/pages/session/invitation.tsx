import { useState } from "react";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import { useClients } from "../../hooks/services";
import { usePageTitle } from "../../look/arrival";
import { Button, LinkButton } from "../../look/button";
import { Icon } from "../../look/icon";
import { Seats } from "../../look/mark";
import { TopBar } from "../../look/top-bar";
import { problemOf } from "../../rpc/problem";
import { firstName } from "./chat/words";

interface InvitationProps {
  readonly session: Session;
  readonly inviteCode: string;
  /** The seat is the caller's. */
  readonly onJoined: (session: Session) => void;
  /** Somebody was faster. */
  readonly onFull: () => void;
  /** It is not as it was: ask again. */
  readonly onStale: () => void;
}

/** Before the door: what is recorded, who sees it, and the way in. */
export function Invitation({ session, inviteCode, onJoined, onFull, onStale }: InvitationProps) {
  const { sessions } = useClients();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const title = session.problem?.title ?? "an interview";
  usePageTitle(title);
  const take = async () => {
    setBusy(true);
    setFailed(false);
    try {
      const answer = await sessions.joinSession({ sessionId: session.sessionId, inviteCode });
      if (answer.session) onJoined(answer.session);
    } catch (error) {
      const { reason, isPassing } = problemOf(error);
      if (reason === "SESSION_FULL") onFull();
      else if (isPassing) setFailed(true);
      else onStale();
    } finally {
      setBusy(false);
    }
  };
  const host = session.host?.displayName ?? "";
  return (
    <>
      <TopBar />
      <main id="main" className="lobby">
        <div className="empty">
          <span className="mb-2"><Seats host={host} size="large" /></span>
          <h1>{firstName(host)} invites you to {title}</h1>
          <p>Recorded for both of you: what you type, messages, language switches, joining and leaving. Nothing else.</p>
          {failed && <p className="error" role="alert"><Icon name="warning" />The server did not answer. You have no seat yet. Try again.</p>}
          <div className="actions">
            <Button tone="go" disabled={busy} onClick={() => void take()}>Take the seat</Button>
            <LinkButton tone="quiet" href="/">Not now</LinkButton>
          </div>
        </div>
      </main>
    </>
  );
}
