import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** The line with the clock is brought to this share of the log's height: both sides of it are seen. */
const REST = 0.6;
/** As long as it is between these shares, nothing scrolls. */
const HIGHEST = 0.1;
const LOWEST = 0.9;

/**
 * For the log: scrolls to the line with the clock when that has moved out of sight, or the log has
 * only now got a size. Who scrolls the line out of sight is left alone until it is in sight again.
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
    const sized = new ResizeObserver(() => follows.current && reveal(element));
    element.addEventListener("scroll", look, { passive: true });
    sized.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      sized.disconnect();
    };
  }, []);
  useLayoutEffect(() => {
    const element = log.current;
    if (element === null) return;
    if (isSeen(element)) follows.current = true;
    else if (follows.current) reveal(element);
  }, [place]);
  return log;
}

function reveal(log: HTMLElement): void {
  if (!isSeen(log)) log.scrollTop = nowOf(log) - log.clientHeight * REST;
}

/** Whether the line is in sight; the log of a panel that is not shown has no size. */
function isSeen(log: HTMLElement): boolean {
  if (log.clientHeight === 0) return false;
  const share = (nowOf(log) - log.scrollTop) / log.clientHeight;
  return share > HIGHEST && share < LOWEST;
}

function nowOf(log: HTMLElement): number {
  return log.querySelector<HTMLElement>("[aria-current]")?.offsetTop ?? 0;
}
