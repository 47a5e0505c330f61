import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useAuth } from "../hooks/use-auth";
import { createQueryClient } from "./query-client";

/**
 * Keeps the answers that pages got, for one person: who signs in next in this tab sees none of them, nor
 * what is still on its way. Signing out alone forgets nothing, as the page that is left still shows it.
 */
export function Answers({ children }: { readonly children: ReactNode }) {
  const { auth } = useAuth();
  const id = auth.status === "signed-in" ? auth.user.id : undefined;
  const [kept, setKept] = useState(() => ({ id, client: createQueryClient() }));
  if (id !== undefined && id !== kept.id) setKept({ id, client: createQueryClient() });
  return <QueryClientProvider client={kept.client}>{children}</QueryClientProvider>;
}
