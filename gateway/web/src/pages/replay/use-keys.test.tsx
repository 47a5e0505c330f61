import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enableKeys } from "../../look/shortcut";
import { Player } from "./core/player";
import { Timeline } from "./core/timeline";
import { Controls } from "./dock/controls";
import { Scrubber } from "./dock/scrubber";
import { useReplayKeys } from "./use-keys";

function Page({ player }: { player: Player }) {
  useReplayKeys(player);
  return (
    <>
      <Controls player={player} />
      <Scrubber player={player} />
      <textarea />
    </>
  );
}

describe("the keys of a replay", () => {
  let player: Player;
  let root: Root;
  const press = (key: string, init: KeyboardEventInit = {}, on: Element = document.body) =>
    act(() => on.dispatchEvent(new KeyboardEvent("keydown", { key, ...init, bubbles: true, cancelable: true })));
  const find = (selector: string) => document.querySelector(selector) ?? document.body;

  beforeEach(() => {
    vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
    enableKeys(true);
    const timeline = new Timeline();
    for (let seq = 1; seq <= 11; seq += 1) timeline.add({ seq, at: seq * 10_000, userId: "ada", name: "Ada", kind: "message", text: "" });
    player = new Player(timeline, { now: () => 0, request: () => 1, cancel: () => undefined });
    root = createRoot(document.body.appendChild(document.createElement("div")));
    act(() => root.render(<Page player={player} />));
  });

  afterEach(() => {
    act(() => root.unmount());
    document.body.replaceChildren();
  });

  it("step through time, marks and speeds, and play", () => {
    press("ArrowRight", { shiftKey: true });
    press("ArrowLeft");
    expect(player.instant).toBe(25_000);
    press("]");
    press("]");
    press("[");
    expect(player.instant).toBe(30_000);
    press(".");
    expect(player.speed).toBe(8);
    press(",");
    expect(player.speed).toBe(4);
    press(" ");
    expect(player.playing).toBe(true);
    expect(find(".dock-play").getAttribute("aria-label")).toBe("Pause");
  });

  it("work on the slider, which says the time in words", () => {
    press("ArrowRight", {}, find("#seek"));
    expect(find("#seek").getAttribute("aria-valuetext")).toBe("5 seconds of 1 minute 40 seconds");
  });

  it("leave fields, buttons and the browser's own keys alone", () => {
    press(" ", {}, find("textarea"));
    press(" ", {}, find(".switch"));
    press("ArrowRight", { altKey: true });
    expect([player.playing, player.instant]).toEqual([false, 0]);
  });

  it("of a single character can be switched off, and only they", () => {
    enableKeys(false);
    press("]");
    press(" ");
    press("ArrowRight");
    expect([player.playing, player.instant]).toEqual([false, 5000]);
  });
});
