import { expect, test } from "vitest";
import { afterKey, keptWidth, PANELS, within } from "./width";

test("a handle stops at the panel's limits", () => {
  expect([within(PANELS.chat, 100), within(PANELS.chat, 343.6), within(PANELS.chat, 9_999)]).toEqual([280, 344, 480]);
});

test("the arrow away from the panel makes it wider, the other one narrower", () => {
  expect(afterKey(PANELS.problem, 400, "ArrowRight", "ArrowRight")).toBe(416);
  expect(afterKey(PANELS.problem, 400, "ArrowLeft", "ArrowRight")).toBe(384);
  expect(afterKey(PANELS.chat, 344, "ArrowLeft", "ArrowLeft")).toBe(360);
});

test("Home and End go to the limits, other keys do nothing", () => {
  expect(["Home", "End", "a"].map((key) => afterKey(PANELS.chat, 344, key, "ArrowLeft"))).toEqual([280, 480, null]);
});

test("what the browser kept counts only if it is a width", () => {
  expect([null, "", "wide", "300", "9000"].map((kept) => keptWidth("problem", kept))).toEqual([400, 400, 400, 300, 560]);
});
