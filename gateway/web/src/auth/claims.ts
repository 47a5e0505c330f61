/** What a page reads in a JWT. Unchecked: the services check, this is for show. */
export interface Claims {
  readonly userId: string;
  /** May be empty. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The claims of a token; null if it is not a JWT that says whose it is and until when. */
export function claimsOf(token: string): Claims | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  try {
    const { sub, name, exp } = JSON.parse(decode(payload)) as Record<string, unknown>;
    if (typeof sub !== "string" || typeof exp !== "number") return null;
    return { userId: sub, name: typeof name === "string" ? name : "", expiresAt: exp * 1_000 };
  } catch {
    return null;
  }
}

function decode(base64url: string): string {
  const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
}
