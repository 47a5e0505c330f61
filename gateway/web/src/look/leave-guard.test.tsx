import { act } from "react";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, test, vi } from "vitest";
import { aroundNavigation, type LeaveGuard, useLeaveGuard } from "./leave-guard";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let guard: LeaveGuard;
const root = createRoot(document.createElement("div"));

function Page({ hasChanges }: { hasChanges: boolean }) {
  guard = useLeaveGuard(hasChanges);
  return null;
}

const show = (hasChanges: boolean) => act(() => root.render(<Page hasChanges={hasChanges} />));

beforeEach(() => {
  show(false);
  history.replaceState(null, "", "/here");
});

test("who has nothing to lose is led on at once", () => {
  const navigate = vi.fn();
  aroundNavigation(navigate, "/there", { replace: true });
  expect(navigate).toHaveBeenCalledExactlyOnceWith("/there", { replace: true });
  expect(guard.isAsking).toBe(false);
});

test("a link waits for the answer", () => {
  const navigate = vi.fn();
  show(true);
  act(() => aroundNavigation(navigate, "/there"));
  expect(guard.isAsking).toBe(true);
  act(() => guard.stay());
  expect(guard.isAsking).toBe(false);
  expect(navigate).not.toHaveBeenCalled();
  act(() => aroundNavigation(navigate, "/there"));
  act(() => guard.leave());
  expect(navigate).toHaveBeenCalledOnce();
});

test("the back button puts the address back, hides it from the router and asks", () => {
  const router = vi.fn();
  addEventListener("popstate", router);
  show(true);
  history.replaceState(null, "", "/before");
  act(() => void dispatchEvent(new PopStateEvent("popstate")));
  expect(location.pathname).toBe("/here");
  expect(guard.isAsking).toBe(true);
  expect(router).not.toHaveBeenCalled();
  act(() => guard.leave());
  expect(location.pathname).toBe("/before");
  removeEventListener("popstate", router);
});

test("closing the tab is asked about only while there is something to lose", () => {
  const leaves = () => dispatchEvent(new Event("beforeunload", { cancelable: true }));
  expect(leaves()).toBe(true);
  show(true);
  expect(leaves()).toBe(false);
  show(false);
  expect(leaves()).toBe(true);
});
