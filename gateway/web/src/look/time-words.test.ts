import { expect, test } from "vitest";
import { clock, exactTime, fullDay, shortDay } from "./time-words";

const at = (...parts: [number, number, number, number, number, number]) => new Date(...parts).getTime();

test("a moment is said in English by the reader's clock, with two digits where clocks have two", () => {
  const early = at(2026, 10, 6, 9, 5, 7);
  expect(clock(early)).toBe("09:05");
  expect(shortDay(early)).toBe("Fri 6 Nov");
  expect(fullDay(early)).toBe("Fri 6 Nov 2026");
  expect(exactTime(early)).toBe("Fri 6 Nov 2026, 09:05:07");
});

test("midnight is 00:00", () => {
  expect(clock(at(2026, 0, 1, 0, 0, 0))).toBe("00:00");
});
