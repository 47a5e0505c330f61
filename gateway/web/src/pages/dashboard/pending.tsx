import { Code } from "@connectrpc/connect";
import { useQueryClient } from "@tanstack/react-query";
import { LoadFailed } from "../../look/load-failed";
import { problemOf } from "../../rpc/problem";
import { SessionListSkeleton } from "./session-list-skeleton";

/** A list that has not come, or did not come. Trying again asks for all lists: what kept one away kept the others away. */
export function Pending({ error, seats = true }: { error: unknown; seats?: boolean }) {
  const queries = useQueryClient();
  if (!error) return <SessionListSkeleton seats={seats} />;
  const signedOut = problemOf(error).code === Code.Unauthenticated;
  return (
    <div className="sheet">
      <LoadFailed what="sessions" signedOut={signedOut} onRetry={() => void queries.refetchQueries({ queryKey: ["sessions"] })} />
    </div>
  );
}
