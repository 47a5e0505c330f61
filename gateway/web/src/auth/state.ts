import type { AuthSnapshot, User } from "./provider";

/** Who is signed in, and who wants to know. What every provider keeps. */
export class AuthState {
  #snapshot: AuthSnapshot = { status: "loading" };
  readonly #listeners = new Set<() => void>();

  readonly snapshot = (): AuthSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Null: nobody is. */
  set(user: User | null, refused = false): void {
    this.#snapshot = user ? { status: "signed-in", user } : { status: "signed-out", refused };
    this.#listeners.forEach((listener) => listener());
  }
}
