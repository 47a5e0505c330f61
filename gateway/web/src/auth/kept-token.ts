import { claimsOf } from "./claims";

/**
 * A token with what is needed to get another, in this tab's storage: a reload keeps it,
 * and two tabs can be two people.
 */
export class KeptToken {
  constructor(
    private readonly storage: Storage,
    private readonly key: string,
  ) {}

  /** The token; null if there is none or it will be no good within the next call's time. */
  get(now: number): string | null {
    const token = this.storage.getItem(this.key);
    const claims = token === null ? null : claimsOf(token);
    return claims && claims.expiresAt - now > MARGIN_MS ? token : null;
  }

  set(token: string): void {
    this.storage.setItem(this.key, token);
  }

  clear(): void {
    this.storage.removeItem(this.key);
  }
}

/** What a call may take until the token is looked at. */
const MARGIN_MS = 10_000;
