import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ListSessionsRequest_Filter as Filter } from "../../gen/hirehub/session/v1/session_service_pb";
import { useClients } from "../../hooks/services";

/** Other people open, join and end sessions: what is live is asked for again this often while the page is seen, in ms. */
const REFRESH_MS = 10_000;
/** More live sessions than this at once are not shown; the server allows no more in a page. */
const LIVE_PAGE = 100;
const RECENT_PAGE = 20;

/** One's own live sessions, newest first. */
export function useMySessions() {
  return useLive(Filter.MINE);
}

/** Others' open sessions with a free seat, newest first. */
export function useOpenSessions() {
  return useLive(Filter.OPEN);
}

/** One's finished sessions, newest first, as many pages as asked for. */
export function useRecentSessions() {
  const { sessions } = useClients();
  return useInfiniteQuery({
    queryKey: ["sessions", Filter.RECENT],
    queryFn: ({ pageParam, signal }) => sessions.listSessions({ filter: Filter.RECENT, pageSize: RECENT_PAGE, pageToken: pageParam }, { signal }),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextPageToken || undefined,
    select: (answer) => answer.pages.flatMap((page) => page.sessions),
  });
}

function useLive(filter: Filter) {
  const { sessions } = useClients();
  return useQuery({
    queryKey: ["sessions", filter],
    queryFn: async ({ signal }) => (await sessions.listSessions({ filter, pageSize: LIVE_PAGE }, { signal })).sessions,
    refetchInterval: REFRESH_MS,
  });
}
