import { expect, test } from "vitest";
import type { Connection } from "../../room/types";
import { BACK_MS, bannerOf } from "./banner-words";

const NOW = 1_000_000;

function says(connection: Connection, waits = 0): string | null {
  const banner = bannerOf(connection, waits, { by: "Mira", took: "47 min" }, NOW);
  return banner && `${banner.tone}: ${banner.title} ${banner.more}`.trim();
}

test("a line that is well says nothing", () => {
  expect(says({ kind: "live", since: NOW, resumed: false })).toBeNull();
  expect(says({ kind: "live", since: NOW - BACK_MS, resumed: true })).toBeNull();
});

test("who is back hears it for two seconds, and nothing is called saved that is not", () => {
  const back = { kind: "live", since: NOW - BACK_MS + 1, resumed: true } as const;
  expect(says(back)).toBe("good: Back. Everything is saved.");
  expect(says(back, 3)).toBe("good: Back. Your changes are being saved.");
});

test("the next try is counted down in whole seconds", () => {
  const keep = "Keep typing. Nothing is lost, your changes wait here.";
  expect(says({ kind: "reconnecting", retryAt: NOW + 3_001 })).toBe(`warn: Reconnecting in 4 s. ${keep}`);
  expect(says({ kind: "reconnecting", retryAt: NOW })).toBe(`warn: Reconnecting. ${keep}`);
  expect(says({ kind: "reconnecting", retryAt: null })).toBe(`warn: Reconnecting. ${keep}`);
});

test("offline, what waits here is counted", () => {
  const offline = { kind: "offline" } as const;
  expect(says(offline, 12)).toBe("warn: You are offline. Keep typing, 12 changes wait here.");
  expect(says(offline, 1)).toBe("warn: You are offline. Keep typing, 1 change waits here.");
  expect(says(offline)).toBe("warn: You are offline. Keep typing, your changes wait here.");
});

test("the end names who ended it and how long it took", () => {
  expect(says({ kind: "ended" })).toBe("calm: Mira ended the session. 47 min. Code and chat are read only.");
});
