import { devProvider } from "./dev";
import { jwtProvider } from "./jwt";
import type { AuthProvider } from "./provider";

/**
 * The way to sign in that the gateway at `origin` names in `/config.json`; it is not
 * `init`ed yet. What Clerk and OIDC need is loaded for them only.
 */
export async function chooseProvider(origin = ""): Promise<AuthProvider> {
  const answer = await fetch(`${origin}/config.json`);
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  return providerOf(await answer.json());
}

async function providerOf(config: unknown): Promise<AuthProvider> {
  const auth = (config as { auth?: Record<string, unknown> } | null)?.auth ?? {};
  const text = (name: string): string => {
    const value = auth[name];
    if (typeof value === "string") return value;
    throw new Error(`/config.json has no auth.${name}`);
  };
  switch (auth["kind"]) {
    case "dev":
      return devProvider();
    case "jwt":
      return jwtProvider();
    case "clerk":
      return (await import("./clerk")).clerkProvider(text("publishable_key"));
    case "oidc":
      return (await import("./oidc")).oidcProvider(text("issuer"), text("client_id"));
    default:
      throw new Error("/config.json names a way to sign in that this page does not know");
  }
}
