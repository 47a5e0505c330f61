import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import { useClients } from "../../hooks/services";
import { Confirm } from "../../look/confirm";
import { Icon } from "../../look/icon";
import { firstName } from "./chat/words";
import type { Two } from "./facts";

interface EndingProps {
  readonly session: Session;
  readonly two: Two;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks the host before the session ends for both. The room itself says that it ended. */
export function EndDialog({ session, two, isOpen, onClose }: EndingProps) {
  const { sessions } = useClients();
  const forgetLists = useForgetLists();
  const end = async () => {
    await sessions.endSession({ sessionId: session.sessionId });
    forgetLists();
  };
  const { busy, failed, run } = useCall(end, onClose);
  const other = two.participant;
  return (
    <Confirm open={isOpen} title="End this session?" action={other ? "End for both" : "End"} keep="Keep going" busy={busy} onConfirm={run} onClose={onClose}>
      {other
        ? `${firstName(other.name)} is ${other.isPresent ? "still here" : "away just now"}. The code and the chat become read only for both of you. The replay stays.`
        : "Nobody else is here. The code and the chat become read only. The replay stays."}
      {failed && <NotDone>The session goes on: the server did not answer. Try again.</NotDone>}
    </Confirm>
  );
}

/** Asks the participant before the seat is given up. `onLeaving` comes before the room is shut to them. */
export function LeaveDialog({ session, two, isOpen, onClose, onLeaving }: EndingProps & { onLeaving: (leaving: boolean) => void }) {
  const { sessions } = useClients();
  const [, navigate] = useLocation();
  const forgetLists = useForgetLists();
  const leave = async () => {
    onLeaving(true);
    try {
      await sessions.leaveSession({ sessionId: session.sessionId });
      forgetLists();
    } catch (error) {
      onLeaving(false);
      throw error;
    }
  };
  const { busy, failed, run } = useCall(leave, () => navigate("/"));
  return (
    <Confirm open={isOpen} title="Leave this session?" action="Leave" keep="Stay" busy={busy} onConfirm={run} onClose={onClose}>
      You give up the seat, and {firstName(two.host.name)} can offer it to somebody else. What you wrote stays in the record.
      {failed && <NotDone>The seat is still yours: the server did not answer. Try again.</NotDone>}
    </Confirm>
  );
}

/** The lists of sessions are not so any more. */
function useForgetLists(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ["sessions"] });
}

function NotDone({ children }: { children: string }) {
  return <p className="error mt-3" role="alert"><Icon name="warning" />{children}</p>;
}

function useCall(call: () => Promise<unknown>, onDone: () => void): { busy: boolean; failed: boolean; run: () => void } {
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const run = () => {
    setState("busy");
    call().then(
      () => {
        setState("idle");
        onDone();
      },
      () => setState("failed"),
    );
  };
  return { busy: state === "busy", failed: state === "failed", run };
}
