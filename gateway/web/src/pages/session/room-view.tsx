import { useCallback, useRef, useState } from "react";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import type { Room, RoomSnapshot } from "../../room/types";
import { Announcements } from "./chat/announcements";
import { ChatPanel } from "./chat/chat-panel";
import { firstName } from "./chat/words";
import { EditorPanel } from "./editor/editor-panel";
import { Opening } from "./editor/opening";
import { EndDialog, LeaveDialog } from "./endings";
import { endOf, inviteLink, minutesWords, peerOf, twoOf } from "./facts";
import { InviteDialog } from "./invite-link";
import { Handle } from "./panels/handle";
import { Tabs } from "./panels/tabs";
import { ProblemPanel } from "./problem/problem-panel";
import { RoomBanner } from "./room-banner";
import { RoomBar } from "./room-bar";
import { millis } from "./time";
import { usePanels } from "./use-panels";

interface RoomViewProps {
  readonly session: Session;
  readonly room: Room;
  readonly snapshot: RoomSnapshot;
  /** The person gives up the seat: the room shuts to them by their own will. */
  readonly onLeaving: (leaving: boolean) => void;
}

/** The bar, the banner and the three panels. */
export function RoomView({ session, room, snapshot, onLeaving }: RoomViewProps) {
  const [asked, setAsked] = useState<"invite" | "end" | "leave" | null>(null);
  const frame = useRef<HTMLElement>(null);
  const panels = usePanels();
  const marks = useCallback((userId: string) => peerOf(session, userId), [session]);

  const { connection, rows, isLoaded } = snapshot;
  const endedAt = endOf(snapshot);
  const two = twoOf(session, snapshot.people, room.me.userId);
  const isHost = two.host.isMe;
  const language = snapshot.language || session.language;
  const invite = inviteLink(session, location.origin);
  const shared = { room, snapshot, language, peerOf: marks, isShown: panels.shown === "code" };
  const ending = { by: firstName(two.host.name), took: minutesWords(millis(session.createTime), endedAt ?? Date.now()) };
  return (
    <div className="room">
      <RoomBar
        session={session} two={two} isHost={isHost} isLive={connection.kind === "live"} endedAt={endedAt}
        unread={snapshot.unread} onInvite={() => setAsked("invite")} onEnd={() => setAsked("end")} onLeave={() => setAsked("leave")}
      />
      <RoomBanner room={room} snapshot={snapshot} ending={ending} replayPath={`/session/${session.sessionId}/replay`} />
      <Tabs shown={panels.shown} onShow={panels.show} unread={snapshot.unread} />
      <main ref={frame} className="main" id="main">
        <ProblemPanel problem={session.problem} isShown={panels.shown === "problem"} />
        <Handle panel="problem" label="Width of the problem" frame={frame} />
        {isLoaded ? <EditorPanel {...shared} self={isHost ? 0 : 1} handle={panels.editor} /> : <Opening {...shared} />}
        <Handle panel="chat" label="Width of the chat" frame={frame} />
        <ChatPanel
          room={room} snapshot={snapshot} two={two} peerOf={marks} isShown={panels.shown === "chat"}
          invite={invite} onInsert={endedAt === null ? panels.insert : null}
          composer={panels.composer} onLeave={() => panels.goTo("code")}
        />
      </main>
      <Announcements rows={rows} isLoaded={isLoaded} />
      <InviteDialog link={invite} isOpen={asked === "invite"} onClose={() => setAsked(null)} />
      <EndDialog session={session} two={two} isOpen={asked === "end"} onClose={() => setAsked(null)} />
      <LeaveDialog session={session} two={two} isOpen={asked === "leave"} onClose={() => setAsked(null)} onLeaving={onLeaving} />
    </div>
  );
}
