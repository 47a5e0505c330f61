import { Code } from "@connectrpc/connect";
import { useQuery } from "@tanstack/react-query";
import { useClients } from "../../hooks/services";
import { LoadFailed } from "../../look/load-failed";
import { NotFound } from "../../look/not-found";
import { problemOf } from "../../rpc/problem";
import { ProblemEditor } from "./problem-editor";

/** A problem that exists, fetched as it is now and then left alone while somebody edits it. */
export function EditProblem({ id }: { id: string }) {
  const { problems } = useClients();
  const query = useQuery({
    queryKey: ["problem-to-edit", id],
    queryFn: async ({ signal }) => (await problems.getProblem({ problemId: id }, { signal })).problem ?? null,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  if (query.data) return <ProblemEditor problem={query.data} />;
  if (!query.error) return <main id="main" className="page" />;
  const { code } = problemOf(query.error);
  if (code === Code.NotFound || code === Code.InvalidArgument) return <NotFound />;
  return (
    <main id="main" className="page">
      <LoadFailed what="problem" signedOut={code === Code.Unauthenticated} onRetry={() => void query.refetch()} />
    </main>
  );
}
