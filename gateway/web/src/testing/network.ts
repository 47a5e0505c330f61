import type { Network, NetworkSign } from "../room/network";

/** A network that goes and comes when a test says so. */
export class TestNetwork implements Network {
  readonly #listeners = new Set<(sign: NetworkSign) => void>();
  #isOnline = true;

  isOnline(): boolean {
    return this.#isOnline;
  }

  watch(listener: (sign: NetworkSign) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  sign(sign: NetworkSign): void {
    if (sign !== "visible") this.#isOnline = sign === "online";
    this.#listeners.forEach((listener) => listener(sign));
  }
}
