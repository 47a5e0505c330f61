import { beforeEach, describe, expect, it } from "vitest";
import { PlayClock } from "./clock";

describe("a replay's clock", () => {
  const MINUTE = 60_000;
  const idle = [
    { from: 2 * MINUTE, to: 5 * MINUTE },
    { from: 6 * MINUTE, to: 9 * MINUTE },
  ];
  let real: number;
  let clock: PlayClock;

  beforeEach(() => {
    real = 1000;
    clock = new PlayClock(10 * MINUTE, idle, () => real);
    clock.skipsIdle = false;
    clock.speed = 1;
  });

  it("stands until it is played, and stands when it is paused", () => {
    real += 5000;
    expect([clock.instant, clock.playing]).toEqual([0, false]);
    clock.play();
    real += 5000;
    expect([clock.instant, clock.playing]).toEqual([5000, true]);
    clock.pause();
    real += 5000;
    expect([clock.instant, clock.playing]).toEqual([5000, false]);
  });

  it("changes its speed without a jump", () => {
    clock.play();
    real += 1000;
    clock.speed = 32;
    expect(clock.instant).toBe(1000);
    real += 1000;
    expect(clock.instant).toBe(33_000);
  });

  it("jumps over idle time, and counts what it jumped as nothing", () => {
    clock.skipsIdle = true;
    clock.play();
    real += MINUTE;
    expect(clock.instant).toBe(MINUTE);
    real += MINUTE + 1;
    expect(clock.instant).toBe(5 * MINUTE + 1);
    real += MINUTE;
    expect(clock.instant).toBe(9 * MINUTE + 1);
  });

  it("sought into idle time leaves it at once", () => {
    clock.skipsIdle = true;
    clock.play();
    clock.seek(3 * MINUTE);
    real += 1;
    expect(clock.instant).toBe(5 * MINUTE + 1);
  });

  it("stops at the end, plays again from the start, and is not woken by a seek", () => {
    clock.play();
    real += 20 * MINUTE;
    expect([clock.instant, clock.playing]).toEqual([10 * MINUTE, false]);
    clock.seek(MINUTE);
    real += 1000;
    expect(clock.instant).toBe(MINUTE);
    clock.seek(99 * MINUTE);
    clock.play();
    expect([clock.instant, clock.playing]).toEqual([0, true]);
  });

  it("goes on from where it is sought while it plays", () => {
    clock.play();
    real += 1000;
    clock.seek(-5);
    real += 1000;
    expect(clock.instant).toBe(1000);
  });
});
