import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Problem } from "../../gen/hirehub/session/v1/problem_pb";
import { useClients } from "../../hooks/services";
import type { Clients } from "../../rpc/clients";

/** The most of a page, and the most pages that the lists hold: 2,000 problems are more than anybody scrolls through. */
const PAGE_SIZE = 100;
const MAX_PAGES = 20;

/** All problems. */
export function useProblems() {
  return useQuery(problemsQuery(useClients()));
}

/** One problem, with what admins may see; shown at once where the list has it. */
export function useProblem(problemId: string | undefined) {
  const clients = useClients();
  const list = useProblems();
  return useQuery({
    queryKey: ["problem", problemId],
    queryFn: async ({ signal }) => (await clients.problems.getProblem({ problemId: problemId ?? "" }, { signal })).problem ?? null,
    enabled: problemId !== undefined,
    placeholderData: () => list.data?.find((problem) => problem.problemId === problemId),
  });
}

function problemsQuery({ problems }: Clients) {
  return queryOptions({
    queryKey: ["problems"],
    queryFn: async ({ signal }) => {
      const all: Problem[] = [];
      let pageToken = "";
      for (let page = 0; page < MAX_PAGES; page++) {
        const answer = await problems.listProblems({ pageSize: PAGE_SIZE, pageToken }, { signal });
        all.push(...answer.problems);
        pageToken = answer.nextPageToken;
        if (pageToken === "") break;
      }
      return all;
    },
  });
}
