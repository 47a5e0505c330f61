import { useQuery } from "@tanstack/react-query";
import { useClients } from "./services";
import { useUser } from "./use-auth";

/** What the person may do, as the server says; undefined until it answered. */
export function useIsAdmin(): { readonly isAdmin: boolean | undefined; readonly error: unknown; readonly retry: () => void } {
  const { sessions } = useClients();
  const { id } = useUser();
  const me = useQuery({ queryKey: ["me", id], queryFn: ({ signal }) => sessions.getMe({}, { signal }), staleTime: 60_000 });
  return { isAdmin: me.data?.isAdmin, error: me.error, retry: () => void me.refetch() };
}
