import { claimsOf } from "./claims";
import { KeptToken } from "./kept-token";
import { type JwtProvider, SignInError } from "./provider";
import { AuthState } from "./state";

/** Signs in with a token that a person or a program brings; there is no other when it ends. */
export function jwtProvider(storage: Storage = sessionStorage): JwtProvider {
  const state = new AuthState();
  const kept = new KeptToken(storage, "hirehub.jwt");

  function end(refused: boolean): void {
    kept.clear();
    state.set(null, refused);
  }

  return {
    kind: "jwt",
    snapshot: state.snapshot,
    subscribe: state.subscribe,
    async init() {
      const claims = claimsOf(kept.get(Date.now()) ?? "");
      state.set(claims && { id: claims.userId, name: claims.name });
    },
    async getToken() {
      const token = kept.get(Date.now());
      if (token === null && state.snapshot().status === "signed-in") end(true);
      return token;
    },
    reject: () => end(true),
    async signIn(token) {
      kept.set(token.trim());
      const claims = claimsOf(kept.get(Date.now()) ?? "");
      if (!claims) {
        kept.clear();
        throw new SignInError("token", "must be a JWT that has not ended");
      }
      state.set({ id: claims.userId, name: claims.name });
    },
    signOut: async () => end(false),
  };
}
