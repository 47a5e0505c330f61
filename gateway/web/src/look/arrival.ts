import { type RefObject, useEffect, useRef } from "react";
import { useLocation } from "wouter";

/** The path whose heading had the focus last; undefined until the first page is there. */
let arrivedAt: string | undefined;

/** Sets the title of the tab, as `Sessions · HireHub`. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · HireHub`;
  }, [title]);
}

/**
 * For the main heading of a page (`tabIndex={-1}`): takes the focus when the person came from another
 * page, so that the keyboard and the screen reader start there. The first page leaves it to the browser.
 */
export function useArrival<T extends HTMLElement>(): RefObject<T | null> {
  const heading = useRef<T>(null);
  const [path] = useLocation();
  useEffect(() => {
    if (arrivedAt !== undefined && arrivedAt !== path) heading.current?.focus({ preventScroll: true });
    arrivedAt = path;
  }, [path]);
  return heading;
}
