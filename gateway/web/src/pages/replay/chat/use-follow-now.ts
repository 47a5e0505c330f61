import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** The line with the clock is brought to this share of the log's height: both sides of it are seen. */
const REST = 0.6;
/** As long as it is between these shares, nothing scrolls. */
const HIGHEST = 0.1;
const LOWEST = 0.9;

/**
 * For the log: scrolls to the line with the clock when that has moved out of sight. Who scrolls it
 * out of sight is left alone until it is in sight again.
 */
export function useFollowNow(place: number): RefObject<HTMLDivElement | null> {
  const log = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    const element = log.current;
    if (element === null) return;
    const look = () => {
      follows.current = isSeen(element);
    };
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, []);
  useLayoutEffect(() => {
    const element = log.current;
    if (element === null) return;
    if (isSeen(element)) follows.current = true;
    else if (follows.current) element.scrollTop = nowOf(element) - element.clientHeight * REST;
  }, [place]);
  return log;
}

function isSeen(log: HTMLElement): boolean {
  const share = (nowOf(log) - log.scrollTop) / log.clientHeight;
  return share > HIGHEST && share < LOWEST;
}

function nowOf(log: HTMLElement): number {
  return log.querySelector<HTMLElement>("[aria-current]")?.offsetTop ?? 0;
}
