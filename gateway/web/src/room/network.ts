/** What the browser knows of the network and of whether anybody looks at the page. */
export interface Network {
  isOnline(): boolean;
  /** Calls `listener` at each sign that the line may have changed, until the answer is called. */
  watch(listener: (sign: NetworkSign) => void): () => void;
}

/** The network came; it went; the page is looked at again, maybe after a long sleep. */
export type NetworkSign = "online" | "offline" | "visible";

/** The browser's own. */
export const browserNetwork: Network = {
  isOnline: () => navigator.onLine,
  watch(listener) {
    const end = new AbortController();
    const { signal } = end;
    addEventListener("online", () => listener("online"), { signal });
    addEventListener("offline", () => listener("offline"), { signal });
    const look = (): void => {
      if (document.visibilityState === "visible") listener("visible");
    };
    document.addEventListener("visibilitychange", look, { signal });
    return () => end.abort();
  },
};
