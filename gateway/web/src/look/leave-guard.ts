import { useCallback, useEffect, useState } from "react";
import type { AroundNavHandler } from "wouter";

type Go = () => void;

/** Who holds people back now, and the address they hold; one page at most. */
let holder: { readonly ask: (go: Go) => void; readonly here: string } | undefined;

// The browser has gone back already when it says so: the address is put back, and the router must not
// see the event. Chromium calls the window's listeners in the order in which they were added, capturing
// or not, so this one is added before the router adds its own.
addEventListener("popstate", (event) => {
  if (!holder) return;
  event.stopImmediatePropagation();
  const there = location.pathname + location.search;
  history.pushState(null, "", holder.here);
  holder.ask(() => history.pushState(null, "", there));
});

/** For the router: a page with unsaved changes is asked before anybody is led away from it. */
export const aroundNavigation: AroundNavHandler = (navigate, to, options) => {
  const go = () => navigate(to, options);
  if (holder) holder.ask(go);
  else go();
};

/** Whether somebody wants to leave, and what may be answered. */
export interface LeaveGuard {
  readonly isAsking: boolean;
  readonly stay: () => void;
  readonly leave: () => void;
}

/**
 * While `active`, holds back links, the back button, and closing or reloading the tab (there the browser
 * asks in its own words).
 */
export function useLeaveGuard(active: boolean): LeaveGuard {
  const [wanted, setWanted] = useState<{ go: Go }>();
  useEffect(() => {
    if (!active) return;
    return holdBack((go) => setWanted({ go }));
  }, [active]);
  const stay = useCallback(() => setWanted(undefined), []);
  const leave = () => {
    holder = undefined;
    setWanted(undefined);
    wanted?.go();
  };
  return { isAsking: wanted !== undefined, stay, leave };
}

function holdBack(ask: (go: Go) => void): () => void {
  const mine = { ask, here: location.pathname + location.search };
  const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
  holder = mine;
  addEventListener("beforeunload", onUnload);
  return () => {
    if (holder === mine) holder = undefined;
    removeEventListener("beforeunload", onUnload);
  };
}
