import { QueryClient } from "@tanstack/react-query";
import { problemOf } from "../rpc/problem";

/** Lists a moment old are shown at once and asked for again behind, in ms. */
const FRESH_MS = 5000;
/** How often a call that may pass is tried again before the page says so. */
const TRIES = 2;

/**
 * The answers that pages keep. A call goes out also when the browser calls itself offline: the server
 * may be on this computer, and a failure says more than a page that waits.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        staleTime: FRESH_MS,
        retry: (failures, error) => failures < TRIES && problemOf(error).isPassing,
        retryDelay: (failures) => 300 * 2 ** failures,
      },
      mutations: { networkMode: "always" },
    },
  });
}
