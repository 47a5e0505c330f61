import { createContext, useContext } from "react";
import { chooseProvider } from "../auth/choose";
import type { AuthProvider } from "../auth/provider";
import { type Clients, createClients } from "../rpc/clients";
import { createTransport } from "../rpc/transport";

/** What every page works with: who is signed in, and the services as that person. */
export interface Services {
  readonly auth: AuthProvider;
  readonly clients: Clients;
}

/** Finds out how to sign in here and who is signed in. Rejects if the gateway cannot be reached. */
export async function startServices(): Promise<Services> {
  const auth = await chooseProvider();
  await auth.init();
  return { auth, clients: createClients(createTransport(location.origin, auth)) };
}

/** Around the whole page: `<ServicesContext value={services}>`. */
export const ServicesContext = createContext<Services | null>(null);

/** The services, as whoever is signed in. */
export function useClients(): Clients {
  return useServices().clients;
}

/** The services; inside a `ServicesContext` only. */
export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error("there is no ServicesContext around this");
  return services;
}
