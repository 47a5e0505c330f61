import { describe, expect, it } from "vitest";
import { BARS, bars } from "./bars";
import { handsOf } from "./hands";
import { idleSpans } from "./idle";
import { type Mark, nextMark, previousMark } from "./mark";
import { TextTrack } from "./text-track";
import { ticks } from "./ticks";
import { clockWords, lengthWords, spokenTime } from "./times";

const typed = (t: number, userId: string, position: number, inserted: string, deleted = 0) => ({
  t,
  userId,
  splices: [{ position, deleted, inserted }],
});

describe("the bars of a track", () => {
  it("stand where somebody typed, on one scale for all, the tallest at 1", () => {
    const heights = bars([typed(0, "ada", 0, "abcd"), typed(999, "ben", 0, ""), typed(1000, "ben", 0, "a")], 1000);
    expect(heights.get("ada")?.[0]).toBe(1);
    expect(heights.get("ben")?.[BARS - 1]).toBe(0.5);
    expect(heights.get("ben")?.filter((height) => height > 0)).toHaveLength(1);
  });
});

describe("idle time", () => {
  it("is what lies between two happenings more than half a minute apart, but for a margin", () => {
    expect(idleSpans([0, 30_000, 61_000, 161_000])).toEqual([
      { from: 32_000, to: 59_000 },
      { from: 63_000, to: 159_000 },
    ]);
    expect(idleSpans([])).toEqual([]);
  });
});

describe("hands", () => {
  it("are where each person's last change lies now, and only late changes are fresh", () => {
    const track = new TextTrack("one\ntwo\n");
    track.add(typed(0, "ada", 8, "three"));
    track.add(typed(5000, "ben", 0, "zero\n"));
    track.add(typed(9000, "ben", 5, "", 3));
    const hands = handsOf({ stage: { t: 0, generation: 1, language: "go" }, track, count: 3 }, 4000);
    expect(hands.last).toEqual([
      { userId: "ada", t: 0, from: 10, to: 15 },
      { userId: "ben", t: 9000, from: 5, to: 5 },
    ]);
    expect(hands.fresh.map(({ t }) => t)).toEqual([5000, 9000]);
  });

  it("stay where they were when somebody else goes on typing right there", () => {
    const track = new TextTrack("");
    track.add(typed(0, "ada", 0, "one"));
    track.add(typed(1, "ben", 3, " two"));
    track.add(typed(2, "ben", 0, "zero "));
    const { last } = handsOf({ stage: { t: 0, generation: 1, language: "go" }, track, count: 3 }, 0);
    expect(last[0]).toEqual({ userId: "ada", t: 0, from: 5, to: 8 });
  });

  it("in what somebody else deleted are where it was", () => {
    const track = new TextTrack("a\n");
    track.add(typed(0, "ada", 2, "gone"));
    track.add(typed(1, "ben", 1, "", 4));
    const { last } = handsOf({ stage: { t: 0, generation: 1, language: "go" }, track, count: 2 }, 0);
    expect(last[0]).toEqual({ userId: "ada", t: 0, from: 1, to: 2 });
  });

  it("of an earlier instant know nothing of later changes", () => {
    const track = new TextTrack("");
    track.add(typed(0, "ada", 0, "a"));
    track.add(typed(1, "ada", 0, "b"));
    const scene = { stage: { t: 0, generation: 1, language: "go" }, track, count: 1 };
    expect(handsOf(scene, 0).last).toEqual([{ userId: "ada", t: 0, from: 0, to: 1 }]);
  });
});

describe("marks", () => {
  const marks: Mark[] = [1000, 5000, 5000, 9000].map((t, seq) => ({ kind: "came", seq, t, userId: "ada" }));

  it("are stepped through in both directions, and just passed ones are left behind", () => {
    expect([nextMark(marks, 0), nextMark(marks, 5000), nextMark(marks, 9000)]).toEqual([1000, 9000, undefined]);
    expect([previousMark(marks, 9000), previousMark(marks, 5500), previousMark(marks, 1000)]).toEqual([5000, 1000, undefined]);
  });
});

describe("times", () => {
  it("are shown and spoken", () => {
    expect([0, 1_122_999, 3_723_000].map(clockWords)).toEqual(["0:00", "18:42", "1:02:03"]);
    expect([0, 61_000, 3_600_000].map(spokenTime)).toEqual(["0 seconds", "1 minute 1 second", "1 hour"]);
    expect([12_000, 2_825_000].map(lengthWords)).toEqual(["12 s", "47 min"]);
  });

  it("label an axis of any length with at most ten steps", () => {
    for (const length of [0, 900, 59_000, 2_825_000, 5 * 3_600_000, 90 * 3_600_000]) {
      expect(ticks(length).length).toBeGreaterThan(0);
      expect(ticks(length).length).toBeLessThanOrEqual(11);
    }
    expect(ticks(2_825_000)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45].map((minutes) => minutes * 60_000));
  });
});
