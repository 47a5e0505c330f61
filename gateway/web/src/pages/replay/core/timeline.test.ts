import { describe, expect, it } from "vitest";
import type { ReplayEvent } from "./event";
import { anySplice, plainly, random } from "./random.testing";
import { Timeline } from "./timeline";

type Body = ReplayEvent extends infer E ? (E extends ReplayEvent ? Omit<E, "seq" | "at" | "userId" | "name"> : never) : never;

/** A timeline of bodies, one a second, all by Ada. */
function lived(...bodies: Body[]): Timeline {
  const timeline = new Timeline();
  bodies.forEach((body, index) => timeline.add(event(index + 1, 1000 * index, body)));
  return timeline;
}

function event(seq: number, at: number, body: Body, userId = "ada"): ReplayEvent {
  return { seq, at, userId, name: userId, ...body } as ReplayEvent;
}

const begun = (language: string, starterCode: Record<string, string> = {}): Body => ({ kind: "begun", language, starterCode });
const typed = (generation: number, language: string, position: number, inserted: string): Body => ({
  kind: "edit",
  generation,
  language,
  splices: [{ position, deleted: 0, inserted }],
});

describe("a timeline", () => {
  it("shows at any instant what a replay from the start shows", () => {
    const next = random(11);
    const timeline = new Timeline();
    const texts = new Map<string, string>();
    const shown: { t: number; text: string }[] = [];
    let generation = 1;
    let language = "python";
    let at = 5000;
    for (let seq = 1; seq <= 2500; seq += 1) {
      at += Math.floor(next() * 300);
      const dice = seq === 1 ? 0 : next();
      if (dice < 0.001) {
        generation = seq;
        language = "python";
        texts.set(`${seq}/python`, "# start\n");
        timeline.add(event(seq, at, begun(language, { python: "# start\n" })));
      } else if (dice < 0.01) {
        language = next() < 0.5 ? "python" : "go";
        timeline.add(event(seq, at, { kind: "switched", language }));
      } else {
        const written = next() < 0.9 ? language : "go";
        const key = `${generation}/${written}`;
        const text = texts.get(key) ?? "";
        const splice = anySplice(next, text.length);
        texts.set(key, plainly(text, splice));
        timeline.add(event(seq, at, { kind: "edit", generation, language: written, splices: [splice] }));
      }
      shown.push({ t: at - timeline.start, text: texts.get(`${generation}/${language}`) ?? "" });
    }
    expect(timeline.faults).toEqual([]);
    for (let tries = 0; tries < 100; tries += 1) {
      const instant = Math.floor(next() * (timeline.length + 100));
      const expected = shown.findLast(({ t }) => t <= instant)?.text;
      expect(timeline.textAt(instant) === expected).toBe(true);
    }
  });

  it("keeps every language's text over switches, and begins anew with a new document", () => {
    const timeline = lived(
      begun("python", { python: "p", go: "g" }),
      typed(1, "python", 1, "1"),
      { kind: "switched", language: "go" },
      typed(1, "python", 2, "late"),
      { kind: "switched", language: "python" },
      begun("go", { go: "new" }),
    );
    const at = [0, 1000, 2000, 3000, 4000, 5000].map((instant) => timeline.textAt(instant));
    expect(at).toEqual(["p", "p1", "g", "g", "p1late", "new"]);
  });

  it("names what does not fit and goes on", () => {
    const timeline = lived(begun("go"), typed(1, "go", 9, "x"), typed(1, "go", 0, "y"));

    expect(timeline.faults).toEqual([{ seq: 2, why: "a change of the go code reaches beyond its end" }]);
    expect(timeline.textAt(2000)).toBe("y");
    expect(timeline.edits).toHaveLength(1);
  });

  it("never steps back in time, whatever the server's clock did", () => {
    const timeline = new Timeline();
    timeline.add(event(1, 9000, begun("go")));
    timeline.add(event(2, 9500, typed(1, "go", 0, "a")));
    timeline.add(event(3, 8000, typed(1, "go", 1, "b")));
    expect(timeline.length).toBe(500);
    expect(timeline.textAt(499)).toBe("");
    expect(timeline.textAt(500)).toBe("ab");
  });

  it("knows who is there, and who comes back", () => {
    const timeline = new Timeline();
    timeline.add(event(1, 0, { kind: "came" }));
    timeline.add(event(2, 1000, { kind: "came" }, "ben"));
    timeline.add(event(3, 2000, { kind: "went" }, "ben"));
    timeline.add(event(4, 2500, { kind: "went" }, "ben"));
    timeline.add(event(5, 40_000, { kind: "came" }, "ben"));
    timeline.add(event(6, 50_000, { kind: "closed" }, ""));

    const ben = [999, 1000, 2000, 39_999, 40_000].map((instant) => timeline.isThere("ben", instant));
    expect(ben).toEqual([false, true, false, false, true]);
    expect(timeline.marks.map(({ kind }) => kind)).toEqual(["came", "came", "went", "came back", "closed"]);
    expect(timeline.people.map(({ userId }) => userId)).toEqual(["ada", "ben"]);
  });

  it("says nothing of a short loss of the connection, nor of one before somebody leaves", () => {
    const timeline = new Timeline();
    timeline.add(event(1, 0, { kind: "came" }));
    timeline.add(event(2, 1000, { kind: "went" }));
    timeline.add(event(3, 30_999, { kind: "came" }));
    timeline.add(event(4, 40_000, { kind: "went" }));
    timeline.add(event(5, 90_000, { kind: "left" }));
    timeline.add(event(6, 91_000, { kind: "went" }));
    timeline.add(event(7, 92_000, { kind: "came" }));
    timeline.add(event(8, 93_000, { kind: "came" }));

    const said = timeline.marks.map(({ kind, t }) => [kind, t]);
    expect(said).toEqual([["came", 0], ["left", 90_000], ["came back", 92_000]]);
    expect(timeline.isThere("ada", 1500)).toBe(false);
  });

  it("takes whom it only saw going for having been there", () => {
    const timeline = lived({ kind: "message", text: "hi" }, { kind: "went" });
    expect([timeline.isThere("ada", 0), timeline.isThere("ada", 1000)]).toEqual([true, false]);
  });

  it("is shown from its first change when its beginning may not be read", () => {
    const timeline = lived({ kind: "message", text: "hi" }, typed(40, "go", 0, "a"));
    expect(timeline.sceneAt(0)?.stage).toMatchObject({ generation: 40, language: "go" });
    expect(timeline.textAt(1000)).toBe("a");
  });

  it("without events is empty", () => {
    const timeline = new Timeline();
    expect([timeline.length, timeline.start, timeline.textAt(0), timeline.sceneAt(0)]).toEqual([0, 0, "", undefined]);
  });
});
