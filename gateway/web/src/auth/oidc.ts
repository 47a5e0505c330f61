import { ErrorResponse, type User as OidcUser, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { claimsOf } from "./claims";
import type { RedirectProvider } from "./provider";
import { AuthState } from "./state";

/** Where the issuer sends the browser back to; to be registered there. */
const CALLBACK = "/sign-in";

/** Seconds before its end in which a token is renewed rather than used. */
const MARGIN_S = 15;

/** Signs in at an OIDC issuer, by code and PKCE. */
export function oidcProvider(issuer: string, clientId: string): RedirectProvider {
  const state = new AuthState();
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: location.origin + CALLBACK,
    post_logout_redirect_uri: location.origin + CALLBACK,
    response_type: "code",
    scope: "openid profile",
    // A reload keeps it and another tab may be somebody else. Without a refresh token a
    // renewal would need a frame, which our policy forbids: signing in again it is then.
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
  });
  let renewing: Promise<OidcUser | null> | null = null;

  /** One renewal for all who ask meanwhile: an issuer takes a refresh token once. */
  function renewed(user: OidcUser): Promise<OidcUser | null> {
    renewing ??= renew(manager, user).finally(() => (renewing = null));
    return renewing;
  }

  async function current(): Promise<OidcUser | null> {
    return isCallback() ? finish(manager) : manager.getUser();
  }

  async function end(refused: boolean): Promise<void> {
    await manager.removeUser();
    state.set(null, refused);
  }

  return {
    kind: "oidc",
    snapshot: state.snapshot,
    subscribe: state.subscribe,
    async init() {
      state.set(userOf(await current()));
    },
    async getToken(options) {
      let user = await manager.getUser();
      const isOld = user !== null && (user.expires_in ?? Infinity) < MARGIN_S;
      if (user && (isOld || options?.fresh)) user = await renewed(user);
      if (!user && state.snapshot().status === "signed-in") await end(true);
      return user && bearer(user);
    },
    reject: () => void end(true),
    signIn: (returnTo) => manager.signinRedirect({ state: returnTo }),
    async signOut() {
      await end(false);
      await manager.signoutRedirect();
    },
  };
}

/** Null if the issuer refuses; throws while it is out of reach. */
async function renew(manager: UserManager, user: OidcUser): Promise<OidcUser | null> {
  if (user.refresh_token === undefined) return user.expired ? null : user;
  try {
    return await manager.signinSilent();
  } catch (error) {
    if (error instanceof ErrorResponse) return null;
    throw error;
  }
}

function isCallback(): boolean {
  const query = new URLSearchParams(location.search);
  return location.pathname === CALLBACK && query.has("state") && (query.has("code") || query.has("error"));
}

/** Takes the issuer's answer out of the address, and goes where the person wanted. */
async function finish(manager: UserManager): Promise<OidcUser | null> {
  try {
    const user = await manager.signinRedirectCallback();
    const { pathname, search } = new URL(typeof user.state === "string" ? user.state : "/", location.origin);
    history.replaceState(null, "", pathname + search);
    return user;
  } catch {
    history.replaceState(null, "", CALLBACK);
    return null;
  }
}

/** The services want a JWT. Where access tokens are opaque, the identity token is one. */
function bearer(user: OidcUser): string {
  return claimsOf(user.access_token) ? user.access_token : (user.id_token ?? user.access_token);
}

function userOf(user: OidcUser | null) {
  if (!user || user.expired) return null;
  const claims = claimsOf(bearer(user));
  return { id: claims?.userId ?? user.profile.sub, name: claims?.name || user.profile.name || "" };
}
