import { useEffect, useState } from "react";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import { useRoom } from "../../hooks/use-room";
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
  if (connection.kind === "refused") return <NoSuchSession />;
  return <RoomView session={session} room={room} snapshot={snapshot} onLeaving={setLeaving} />;
}
