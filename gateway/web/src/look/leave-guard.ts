import { useCallback, useEffect, useState } from "react";
import type { AroundNavHandler } from "wouter";

type Go = () => void;

/** Who holds people back now; one page at most. */
let holder: ((go: Go) => void) | undefined;

/** For the router: a page with unsaved changes is asked before anybody is led away from it. */
export const aroundNavigation: AroundNavHandler = (navigate, to, options) => {
  const go = () => navigate(to, options);
  if (holder) holder(go);
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
  const here = location.pathname + location.search;
  const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
  // The browser has gone back already: the listeners of the router must not see it, and the address is put back.
  const onBack = (event: PopStateEvent) => {
    event.stopImmediatePropagation();
    const there = location.pathname + location.search;
    history.pushState(null, "", here);
    ask(() => history.pushState(null, "", there));
  };
  holder = ask;
  addEventListener("beforeunload", onUnload);
  addEventListener("popstate", onBack, { capture: true });
  return () => {
    if (holder === ask) holder = undefined;
    removeEventListener("beforeunload", onUnload);
    removeEventListener("popstate", onBack, { capture: true });
  };
}
