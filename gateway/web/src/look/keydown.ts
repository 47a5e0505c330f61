import { useLayoutEffect, useRef } from "react";

/**
 * Calls `onKey` for each key that is pressed anywhere on the page, with `capture` before what has the focus.
 * It does so from the moment that the page is there: an effect after the paint would miss who is quick.
 */
export function useKeydown(onKey: (event: KeyboardEvent) => void, capture = false): void {
  const latest = useRef(onKey);
  useLayoutEffect(() => {
    latest.current = onKey;
  });
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent) => latest.current(event);
    window.addEventListener("keydown", listener, { capture });
    return () => window.removeEventListener("keydown", listener, { capture });
  }, [capture]);
}
