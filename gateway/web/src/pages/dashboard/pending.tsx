import { Code } from "@connectrpc/connect";
import { LoadFailed } from "../../look/load-failed";
import { problemOf } from "../../rpc/problem";
import { SessionListSkeleton } from "./session-list-skeleton";

/** A list that has not come, or will not come. */
export function Pending({ list }: { list: { error: unknown; refetch: () => unknown } }) {
  if (!list.error) return <SessionListSkeleton />;
  const signedOut = problemOf(list.error).code === Code.Unauthenticated;
  return <div className="sheet"><LoadFailed what="sessions" signedOut={signedOut} onRetry={() => void list.refetch()} /></div>;
}
