import { expect, test } from "vitest";
import type { HappeningItem, Item } from "./item";
import { FLAP_MS, nextChange, withoutFlaps } from "./presence";

let keys = 0;

function did(kind: HappeningItem["kind"], at: number, userId = "ben"): Item {
  return { kind, key: `e${++keys}`, seq: BigInt(keys), at, userId, name: userId };
}

function lines(items: readonly Item[], now: number): string[] {
  return withoutFlaps(items, now).map(({ kind, at }) => `${kind} ${at}`);
}

const LATER = 10 * FLAP_MS;

test("who is back within 30 s was never away", () => {
  const items = [did("joined", 0), did("away", 1_000), did("joined", 1_000 + FLAP_MS - 1)];
  expect(lines(items, LATER)).toEqual(["joined 0"]);
});

test("who comes back later was away", () => {
  const items = [did("joined", 0), did("away", 1_000), did("joined", 1_000 + FLAP_MS)];
  expect(lines(items, LATER)).toEqual(["joined 0", "away 1000", `joined ${1_000 + FLAP_MS}`]);
});

test("one flap after the other stays silent, however many", () => {
  const items = [did("joined", 0)];
  for (let at = 1_000; at < 20_000; at += 2_000) items.push(did("away", at), did("joined", at + 1_000));
  expect(lines(items, LATER)).toEqual(["joined 0"]);
});

test("going away is worth a line only when it lasts", () => {
  const items = [did("joined", 0), did("away", 1_000)];
  expect(lines(items, 1_000 + FLAP_MS - 1)).toEqual(["joined 0"]);
  expect(nextChange(items, 1_000 + FLAP_MS - 1)).toBe(1);
  expect(lines(items, 1_000 + FLAP_MS)).toEqual(["joined 0", "away 1000"]);
  expect(nextChange(items, 1_000 + FLAP_MS)).toBeNull();
});

test("who gives up the seat left, in one line", () => {
  expect(lines([did("joined", 0), did("away", 1_000), did("left", 2_000)], LATER)).toEqual(["joined 0", "left 2000"]);
  expect(lines([did("joined", 0), did("left", 2_000), did("away", 3_000)], LATER)).toEqual(["joined 0", "left 2000"]);
});

test("the host who started the session need not join it", () => {
  expect(lines([did("started", 0, "ada"), did("joined", 1, "ada")], LATER)).toEqual(["started 0"]);
});

test("one person's coming and going does not hide another's", () => {
  const items = [did("joined", 0, "ada"), did("away", 1_000, "ada"), did("joined", 2_000, "ben")];
  expect(lines(items, LATER)).toEqual(["joined 0", "away 1000", "joined 2000"]);
});
