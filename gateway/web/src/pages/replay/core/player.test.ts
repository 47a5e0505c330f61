import { beforeEach, describe, expect, it } from "vitest";
import { chatRows } from "./chat";
import { Player, type Pulse } from "./player";
import { Timeline } from "./timeline";

/** A pulse that beats when it is told to. */
class HandPulse implements Pulse {
  time = 0;
  #next: (() => void) | undefined;

  now = () => this.time;

  request(callback: () => void): number {
    this.#next = callback;
    return 1;
  }

  cancel(): void {
    this.#next = undefined;
  }

  beat(after: number): void {
    this.time += after;
    const next = this.#next;
    this.#next = undefined;
    next?.();
  }
}

function chat(): Timeline {
  const timeline = new Timeline();
  const by = { userId: "ada", name: "Ada" };
  timeline.add({ ...by, seq: 1, at: 0, kind: "came" });
  for (let seq = 2; seq <= 11; seq += 1) {
    timeline.add({ ...by, seq, at: (seq - 1) * 10_000, kind: "message", text: `${seq}` });
  }
  return timeline;
}

describe("a player", () => {
  let pulse: HandPulse;
  let player: Player;
  let shown: number[];

  beforeEach(() => {
    pulse = new HandPulse();
    player = new Player(chat(), pulse);
    shown = [];
    player.subscribe(() => shown.push(player.instant));
  });

  it("shows an instant a beat while it plays, and nothing while it stands", () => {
    pulse.beat(100);
    player.toggle();
    pulse.beat(100);
    pulse.beat(100);
    player.toggle();
    pulse.beat(100);
    expect(shown).toEqual([0, 400, 800, 800]);
    expect(player.playing).toBe(false);
  });

  it("stops by itself at the end and can be played again", () => {
    player.seek(99_000);
    player.toggle();
    pulse.beat(60_000);
    expect([player.instant, player.playing]).toEqual([100_000, false]);
    player.toggle();
    expect([player.instant, player.playing]).toEqual([0, true]);
  });

  it("steps through time, marks and speeds, and stays within their ends", () => {
    player.step(-5000);
    player.stepMark(1);
    player.stepMark(1);
    player.stepMark(-1);
    player.seek(100_000);
    player.stepMark(1);
    expect(shown).toEqual([0, 10_000, 20_000, 10_000, 100_000, 100_000]);
    for (let presses = 0; presses < 9; presses += 1) player.stepSpeed(1);
    expect(player.speed).toBe(32);
    for (let presses = 0; presses < 9; presses += 1) player.stepSpeed(-1);
    expect(player.speed).toBe(1);
  });

  it("paused twice stays paused", () => {
    player.toggle();
    pulse.beat(100);
    player.pause();
    player.pause();
    pulse.beat(1000);
    expect([player.instant, player.playing]).toEqual([400, false]);
  });
});

describe("the rows of the chat", () => {
  it("gather one person's messages until somebody else speaks, the room changes or five minutes pass", () => {
    const said = (seq: number, t: number, userId: string) => ({ kind: "message", text: "", seq, t, userId }) as const;
    const rows = chatRows([
      said(1, 0, "ada"),
      said(2, 1000, "ada"),
      said(3, 2000, "ben"),
      { kind: "went", seq: 4, t: 3000, userId: "ada" },
      said(5, 4000, "ben"),
      said(6, 4000 + 5 * 60_000, "ben"),
      said(7, 4001 + 10 * 60_000, "ben"),
    ]);
    const seqs = rows.map((row) => (row.kind === "note" ? [row.mark.seq] : row.messages.map(({ seq }) => seq)));
    expect(seqs).toEqual([[1, 2], [3], [4], [5, 6], [7]]);
  });
});
