import { Code } from "@connectrpc/connect";
import { useEffect, useState } from "react";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import { useRoom } from "../../hooks/use-room";
import { LoadFailed } from "../../look/load-failed";
import { TopBar } from "../../look/top-bar";
import { NoSuchSession, WasRemoved } from "./lobby";
import { RoomView } from "./room-view";

interface RoomPageProps {
  readonly session: Session;
  /** It had ended before this page came in: there is no room to show. */
  readonly onOver: () => void;
}

/** The room of a session for its host and its participant, as long as they may be in it. */
export function RoomPage({ session, onOver }: RoomPageProps) {
  const { room, snapshot } = useRoom(session.roomId);
  const [isLeaving, setLeaving] = useState(false);
  const { connection, isLoaded } = snapshot;
  const cameLate = connection.kind === "ended" && !isLoaded;
  useEffect(() => {
    if (cameLate) onOver();
  }, [cameLate, onOver]);
  if (connection.kind === "removed" && !isLeaving) return <WasRemoved />;
  if (connection.kind === "refused") return <Refused code={connection.problem.code} />;
  // The room is asked for before it is drawn: both take long, and neither waits for the other.
  if (connection.kind === "stopped") return <TopBar />;
  return <RoomView session={session} room={room} snapshot={snapshot} onLeaving={setLeaving} />;
}

function Refused({ code }: { code: Code }) {
  if (code === Code.PermissionDenied || code === Code.NotFound) return <NoSuchSession />;
  return (
    <>
      <TopBar />
      <main id="main" className="lobby">
        <LoadFailed what="session" onRetry={() => location.reload()} />
      </main>
    </>
  );
}
