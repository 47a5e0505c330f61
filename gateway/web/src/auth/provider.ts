import type { TokenSource } from "../rpc/authorize";

/** Somebody who is signed in, as their token says. */
export interface User {
  /** The token's `sub`: what the services know them by. */
  readonly id: string;
  /** May be empty. */
  readonly name: string;
}

/** Whether somebody is signed in. The same object until it changes. */
export type AuthSnapshot =
  | { readonly status: "loading" }
  /** `refused` when it is the server that takes the token no more. */
  | { readonly status: "signed-out"; readonly refused: boolean }
  | { readonly status: "signed-in"; readonly user: User };

/** A way to sign in; which one is chosen when the page starts, by `/config.json`. */
export interface Provider extends TokenSource {
  /** Finds out who is signed in. Once, before all else. */
  init(): Promise<void>;
  snapshot(): AuthSnapshot;
  /** Calls `listener` after every change, until the answer is called. */
  subscribe(listener: () => void): () => void;
  signOut(): Promise<void>;
}

/** For development: whoever one says one is. */
export interface DevProvider extends Provider {
  readonly kind: "dev";
  /** Rejects with a `SignInError`. */
  signIn(person: DevPerson): Promise<void>;
}

/** Whom to sign in as, at a development server. */
export interface DevPerson {
  readonly userId: string;
  readonly name: string;
  readonly isAdmin: boolean;
}

/** With a token from elsewhere. */
export interface JwtProvider extends Provider {
  readonly kind: "jwt";
  /** Rejects with a `SignInError`. */
  signIn(token: string): Promise<void>;
}

/** At somebody else's page, which sends the browser back to `/sign-in`. */
export interface RedirectProvider extends Provider {
  readonly kind: "clerk" | "oidc";
  /** Leaves this page; comes back to `returnTo`, a path of ours. */
  signIn(returnTo: string): Promise<void>;
}

/** Any of them: `kind` tells which. */
export type AuthProvider = DevProvider | JwtProvider | RedirectProvider;

/** Why signing in did not work. */
export class SignInError extends Error {
  /** `field` is what breaks the rule, as `user_id`; empty if it is no field. */
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}
