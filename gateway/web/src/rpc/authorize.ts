import { Code, ConnectError, createContextKey, type Interceptor } from "@connectrpc/connect";

/** Where tokens come from. Every `AuthProvider` is one. */
export interface TokenSource {
  /**
   * The bearer token; null when nobody is signed in. With `fresh`, one that was not
   * given before, if there is one. Throws when it cannot know just now.
   */
  getToken(options?: { readonly fresh?: boolean }): Promise<string | null>;
  /** The server refuses even a fresh token: whoever it was is not signed in. */
  reject(): void;
}

/** Set on a call to go at once with a fresh token. */
export const freshToken = createContextKey(false, { description: "a fresh token" });

/**
 * Puts the token on every call. A unary call that is refused for its token goes once
 * more with a fresh one; who opens a stream does that with `freshToken`.
 */
export function authorize(tokens: TokenSource): Interceptor {
  return (next) => async (request) => {
    await putToken(request.header, tokens, request.contextValues.get(freshToken));
    if (request.stream) return next(request);
    try {
      return await next(request);
    } catch (error) {
      if (!isForToken(error)) throw error;
    }
    await putToken(request.header, tokens, true);
    try {
      return await next(request);
    } catch (error) {
      if (isForToken(error)) tokens.reject();
      throw error;
    }
  };
}

function isForToken(error: unknown): boolean {
  return ConnectError.from(error).code === Code.Unauthenticated;
}

async function putToken(header: Headers, tokens: TokenSource, fresh: boolean): Promise<void> {
  const token = await tokenOf(tokens, fresh);
  if (token === null) throw new ConnectError("nobody is signed in", Code.Unauthenticated);
  header.set("authorization", `Bearer ${token}`);
}

async function tokenOf(tokens: TokenSource, fresh: boolean): Promise<string | null> {
  try {
    return await tokens.getToken({ fresh });
  } catch (cause) {
    throw new ConnectError("no token can be had now", Code.Unavailable, undefined, undefined, cause);
  }
}
