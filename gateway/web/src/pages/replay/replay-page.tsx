import "../session/editor/editor.css";
import "../session/session.css";
import "./replay.css";
import "./dock/dock.css";
import { Code } from "@connectrpc/connect";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "wouter";
import { useClients } from "../../hooks/services";
import { problemOf } from "../../rpc/problem";
import { loadRecording } from "./load";
import { markOpening } from "./measure";
import { Replay } from "./replay";
import { Failed, Loading, NothingYet, NoSuchSession, SignedOut } from "./states";

/** `/session/:id/replay`. */
export default function ReplayPage() {
  const { id = "" } = useParams<{ id: string }>();
  return <Recorded key={id} id={id} />;
}

function Recorded({ id }: { id: string }) {
  useState(markOpening);
  const { chat, sessions } = useClients();
  const recording = useQuery({
    queryKey: ["replay", id],
    queryFn: ({ signal }) => loadRecording({ chat, sessions }, id, signal),
    // It stands while it is looked at, and is read anew at the next visit: the session may go on.
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
  });
  if (recording.error !== null) return <Refused thrown={recording.error} onRetry={() => void recording.refetch()} />;
  if (recording.data === undefined) return <Loading />;
  const { session, timeline } = recording.data;
  if (timeline.marks.length + timeline.edits.length === 0) return <NothingYet sessionId={id} title={session.problem?.title} />;
  return <Replay session={session} timeline={timeline} />;
}

function Refused({ thrown, onRetry }: { thrown: unknown; onRetry: () => void }) {
  switch (problemOf(thrown).code) {
    case Code.NotFound:
    case Code.PermissionDenied:
    case Code.InvalidArgument:
      return <NoSuchSession />;
    case Code.Unauthenticated:
      return <SignedOut />;
    default:
      return <Failed onRetry={onRetry} />;
  }
}
