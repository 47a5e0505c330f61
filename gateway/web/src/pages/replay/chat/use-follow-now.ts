import { type RefObject, useEffect, useRef } from "react";

/** The line with the clock is kept out of this share of the log at its top and bottom: both sides of it are seen. */
const EDGE = "-10% 0px";
/** By these somebody scrolls. */
const BY_HAND = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/**
 * For the log: scrolls to the line with the clock when that has moved out of sight, or the log has
 * only now got a size. While it plays, who scrolled the line out of sight is left alone until it is
 * in sight again.
 */
export function useFollowNow(place: number, playing: boolean): RefObject<HTMLDivElement | null> {
  const log = useRef<HTMLDivElement>(null);
  const byHand = useRef(false);
  useEffect(() => {
    if (!playing) byHand.current = false;
    const element = log.current;
    const now = element?.querySelector("[aria-current]");
    if (!element || !now) return;
    const touched = () => {
      byHand.current = true;
    };
    // Asking where the line is would cost a layout at every instant; this is told after the browser's own.
    const watch = new IntersectionObserver((seen) => {
      if (seen.at(-1)?.isIntersecting) byHand.current = false;
      else if (!byHand.current) now.scrollIntoView({ block: "center" });
    }, { root: element, rootMargin: EDGE });
    // It is told of changes alone, and of how it is when it begins to watch: at once, and at every new size.
    const sized = new ResizeObserver(() => {
      watch.unobserve(now);
      watch.observe(now);
    });
    sized.observe(element);
    for (const way of BY_HAND) element.addEventListener(way, touched, { passive: true });
    return () => {
      watch.disconnect();
      sized.disconnect();
      for (const way of BY_HAND) element.removeEventListener(way, touched);
    };
  }, [place, playing]);
  return log;
}
