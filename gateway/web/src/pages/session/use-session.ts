import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import { useClients } from "../../hooks/services";

/** What is known of a session. */
export interface AskedSession {
  readonly id: string;
  readonly inviteCode: string;
  /** Nothing until the server has answered. */
  readonly session: Session | null | undefined;
  readonly error: unknown;
  readonly askAgain: () => void;
  /** Takes a newer one, which another call answered. */
  readonly keep: (session: Session) => void;
}

/** Asks for a session by the id and the code in its address. */
export function useSession(id: string, inviteCode: string): AskedSession {
  const { sessions } = useClients();
  const queries = useQueryClient();
  const queryKey = ["session", id];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await sessions.getSession({ sessionId: id, inviteCode }, { signal })).session ?? null,
    // A room tells by itself what changes in it; who comes back asks anew whether they may.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const askAgain = useCallback(() => void refetch(), [refetch]);
  return { id, inviteCode, session: data, error, askAgain, keep: (session) => queries.setQueryData(queryKey, session) };
}
