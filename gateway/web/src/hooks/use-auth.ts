import { useState, useSyncExternalStore } from "react";
import type { AuthProvider, AuthSnapshot, User } from "../auth/provider";
import { useServices } from "./services";

/** Who is signed in, as of now, and the way to sign in and out: tell ways apart by `provider.kind`. */
export function useAuth(): { readonly auth: AuthSnapshot; readonly provider: AuthProvider } {
  const { auth: provider } = useServices();
  return { auth: useSyncExternalStore(provider.subscribe, provider.snapshot), provider };
}

/**
 * Who is signed in; on pages that show themselves to nobody else. A page that outlives the
 * sign-in, as the room does, is still that person's.
 */
export function useUser(): User {
  const { auth } = useAuth();
  const [last, setLast] = useState(auth.status === "signed-in" ? auth.user : null);
  if (auth.status === "signed-in" && auth.user !== last) setLast(auth.user);
  const user = auth.status === "signed-in" ? auth.user : last;
  if (!user) throw new Error("this page is for people who are signed in");
  return user;
}
