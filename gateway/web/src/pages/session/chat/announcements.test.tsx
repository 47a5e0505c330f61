import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { MessageRow } from "../../../room/types";
import { GATHER_MS } from "./announcer";
import { Announcements } from "./announcements";

let page: ReturnType<typeof createRoot>;
let place: HTMLElement;

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  vi.useFakeTimers();
  place = document.createElement("div");
  page = createRoot(place);
});

afterEach(() => {
  act(() => page.unmount());
  vi.useRealTimers();
});

function row(id: string, state: MessageRow["state"] = "sent", isOwn = false): MessageRow {
  return { kind: "message", id, seq: null, at: 0, userId: "ben", name: "Ben Kade", text: id, isOwn, state, problem: null };
}

function heard(rows: readonly MessageRow[], isLoaded = true): string | null {
  act(() => page.render(<Announcements rows={rows} isLoaded={isLoaded} />));
  act(() => vi.advanceTimersByTime(GATHER_MS));
  return place.textContent;
}

test("history that loads is not read out, what comes after it is", () => {
  expect(heard([row("old")], false)).toBe("");
  expect(heard([row("old"), row("older")])).toBe("");
  expect(heard([row("old"), row("older"), row("new")])).toBe("Ben: new");
});

test("own messages are not read out, unless they were not sent", () => {
  heard([]);
  expect(heard([row("mine", "sending", true)])).toBe("");
  expect(heard([row("mine", "failed", true)])).toBe("Not sent: mine");
});

test("many at once are counted", () => {
  heard([]);
  expect(heard(["a", "b", "c", "d"].map((id) => row(id)))).toBe("4 new messages");
});
