import { claimsOf } from "./claims";

/**
 * A token with what is needed to get another, in this tab's storage: a reload keeps it,
 * and two tabs can be two people.
 */
export class KeptToken {
  /** What there was no room for in the storage. */
  #held: string | null = null;

  constructor(
    private readonly storage: Storage,
    private readonly key: string,
  ) {}

  /** The token; null if there is none or it will be no good within the next call's time. */
  get(now: number): string | null {
    const token = this.#held ?? this.storage.getItem(this.key);
    const claims = token === null ? null : claimsOf(token);
    return claims && claims.expiresAt - now > MARGIN_MS ? token : null;
  }

  /** Keeps a token; where there is no room for it, as long as the page is there. */
  set(token: string): void {
    this.clear();
    try {
      this.storage.setItem(this.key, token);
    } catch {
      this.#held = token;
    }
  }

  clear(): void {
    this.#held = null;
    this.storage.removeItem(this.key);
  }
}

/** What a call may take until the token is looked at. */
const MARGIN_MS = 10_000;
