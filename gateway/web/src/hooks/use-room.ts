import { useLayoutEffect, useMemo, useSyncExternalStore } from "react";
import { openRoom } from "../room/room";
import type { Room, RoomSnapshot } from "../room/types";
import { useClients } from "./services";
import { useUser } from "./use-auth";

/**
 * A room, open as long as the component is there, and what it is like now: the
 * connection (`snapshot.connection`), its errors, and all that one can do (`room`).
 */
export function useRoom(roomId: string): { readonly room: Room; readonly snapshot: RoomSnapshot } {
  const { id: userId, name } = useUser();
  const { chat } = useClients();
  const room = useMemo(() => openRoom({ roomId, me: { userId, name }, chat }), [roomId, userId, name, chat]);
  // Before the picture is drawn: the server can answer meanwhile.
  useLayoutEffect(() => {
    room.start();
    return () => room.stop();
  }, [room]);
  return { room, snapshot: useSyncExternalStore(room.subscribe, room.snapshot) };
}
