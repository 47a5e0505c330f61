import { Code } from "@connectrpc/connect";
import { useState } from "react";
import { useLocation } from "wouter";
import { type Session, Session_Status } from "../../gen/hirehub/session/v1/session_pb";
import { useUser } from "../../hooks/use-auth";
import { LinkButton } from "../../look/button";
import { LoadFailed } from "../../look/load-failed";
import { TopBar } from "../../look/top-bar";
import { problemOf } from "../../rpc/problem";
import { firstName } from "./chat/words";
import { minutesWords } from "./facts";
import { Invitation } from "./invitation";
import { Lobby, NoSuchSession, SeatsTaken } from "./lobby";
import { RoomPage } from "./room-page";
import { millis } from "./time";
import type { AskedSession } from "./use-session";
import "./session.css";

/** A session: the room for who is in it, the door for who may come in, and calm words for everybody else. */
export default function SessionPage({ asked }: { readonly asked: AskedSession }) {
  const { id, inviteCode, session, error, askAgain, keep } = asked;
  const [, navigate] = useLocation();
  const me = useUser().id;
  const [isFull, setFull] = useState(false);

  if (error && !session) return <NotLoaded error={error} onRetry={askAgain} />;
  if (!session) return <TopBar />;
  if (session.status === Session_Status.COMPLETED) return <Over session={session} />;
  if (session.host?.userId === me || session.participant?.userId === me) {
    return <RoomPage key={session.roomId} session={session} onOver={askAgain} />;
  }
  if (session.participant || isFull) return <SeatsTaken />;
  const onJoined = (joined: Session) => {
    keep(joined);
    // The code has done its work: it need not stay in the address, where it can be seen.
    navigate(`/session/${id}`, { replace: true });
  };
  return <Invitation session={session} inviteCode={inviteCode} onJoined={onJoined} onFull={() => setFull(true)} onStale={askAgain} />;
}

function NotLoaded({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { code } = problemOf(error);
  if (code === Code.NotFound || code === Code.InvalidArgument || code === Code.PermissionDenied) return <NoSuchSession />;
  return (
    <>
      <TopBar />
      <main id="main" className="lobby">
        <LoadFailed what="session" signedOut={code === Code.Unauthenticated} onRetry={onRetry} />
      </main>
    </>
  );
}

function Over({ session }: { session: Session }) {
  const host = firstName(session.host?.displayName ?? "");
  const actions = (
    <>
      <LinkButton tone="go" href={`/session/${session.sessionId}/replay`}>Watch the replay</LinkButton>
      <LinkButton tone="quiet" href="/">All sessions</LinkButton>
    </>
  );
  const took = minutesWords(millis(session.createTime), millis(session.endTime));
  return (
    <Lobby icon="check" title={`${host} ended the session`} actions={actions}>
      {session.problem?.title}, {took.toLowerCase()}. The code and the chat are in the replay.
    </Lobby>
  );
}
