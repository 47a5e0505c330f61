import type { RedirectProvider, User } from "./provider";
import { AuthState } from "./state";

/** The part of Clerk's own object that we use: <https://clerk.com/docs/js-frontend>. */
interface Clerk {
  load(): Promise<void>;
  readonly user: { readonly id: string; readonly fullName: string | null; readonly username: string | null } | null | undefined;
  readonly session: { readonly id: string; getToken(options: { skipCache: boolean }): Promise<string | null> } | null | undefined;
  addListener(listener: () => void): () => void;
  redirectToSignIn(options: { signInForceRedirectUrl: string; signUpForceRedirectUrl: string }): Promise<unknown>;
  signOut(): Promise<void>;
}

/** The major version whose interface the above is. */
const SCRIPT = "/npm/@clerk/clerk-js@6/dist/clerk.browser.js";

/** Signs in with Clerk, at its own pages. Its script comes from the host in the key, and nowhere else. */
export function clerkProvider(publishableKey: string): RedirectProvider {
  const state = new AuthState();
  let clerk: Clerk | null = null;
  /** The session whose token the server takes no more. */
  let refused: string | undefined;

  const tell = (): void => {
    const isRefused = refused !== undefined && clerk?.session?.id === refused;
    state.set(isRefused ? null : userOf(clerk), isRefused);
  };
  const loaded = (): Clerk => {
    if (!clerk) throw new Error("Clerk is not loaded");
    return clerk;
  };

  return {
    kind: "clerk",
    snapshot: state.snapshot,
    subscribe: state.subscribe,
    async init() {
      clerk = await load(publishableKey);
      clerk.addListener(tell);
      tell();
    },
    async getToken(options) {
      return (await loaded().session?.getToken({ skipCache: options?.fresh ?? false })) ?? null;
    },
    reject() {
      refused = clerk?.session?.id;
      tell();
    },
    async signIn(returnTo) {
      const back = new URL(returnTo, location.origin).href;
      await loaded().redirectToSignIn({ signInForceRedirectUrl: back, signUpForceRedirectUrl: back });
    },
    signOut: () => loaded().signOut(),
  };
}

async function load(key: string): Promise<Clerk> {
  const script = document.createElement("script");
  script.src = `https://${hostIn(key)}${SCRIPT}`;
  script.crossOrigin = "anonymous";
  script.dataset["clerkPublishableKey"] = key;
  await new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error("Clerk cannot be reached")));
    document.head.append(script);
  });
  const { Clerk } = window as { Clerk?: Clerk };
  if (!Clerk) throw new Error("Clerk did not start");
  await Clerk.load();
  return Clerk;
}

/** `pk_live_` or `pk_test_`, then the host and a `$` in base64. The gateway has checked it. */
function hostIn(key: string): string {
  return atob(key.split("_")[2] ?? "").replace(/\$$/, "");
}

function userOf(clerk: Clerk | null): User | null {
  const user = clerk?.user;
  return user ? { id: user.id, name: user.fullName ?? user.username ?? "" } : null;
}
