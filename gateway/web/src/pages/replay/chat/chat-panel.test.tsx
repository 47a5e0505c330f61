import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Cast } from "../cast";
import { Player } from "../core/player";
import { Timeline } from "../core/timeline";
import { ChatPanel } from "./chat-panel";

const STILL = { now: () => 0, request: () => 1, cancel: () => undefined };

function talk(): Timeline {
  const timeline = new Timeline();
  for (let seq = 1; seq <= 4; seq += 1) {
    timeline.add({ seq, at: seq * 600_000, userId: seq % 2 ? "ada" : "ben", name: "", kind: "message", text: `message ${seq}` });
  }
  return timeline;
}

describe("the chat of a replay", () => {
  let page: HTMLElement;
  let root: Root;
  let player: Player;
  const onJump = vi.fn();
  const log = () => page.querySelector<HTMLElement>("[role=region]") ?? page;
  const rows = () => [...page.querySelectorAll("li")].map((row) => `${row.className.includes("later") ? "later " : ""}${row.textContent}`);
  const press = (key: string) => document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

  beforeEach(() => {
    vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
    page = document.body.appendChild(document.createElement("div"));
    const timeline = talk();
    player = new Player(timeline, STILL);
    const cast = new Cast({ host: { userId: "ada", displayName: "Ada" } as never, participantHistory: [] }, timeline);
    root = createRoot(page);
    act(() => root.render(<ChatPanel player={player} cast={cast} onJump={onJump} />));
  });

  afterEach(() => {
    act(() => root.unmount());
    page.remove();
  });

  it("shows what is said by the instant, the clock, and what is said later", () => {
    act(() => player.seek(700_000));
    expect(rows()).toEqual(["ADAda0:00message 1", "BEben10:00message 2", "11:40", "later ADAda20:00message 3", "later BEben30:00message 4"]);
  });

  it("keeps a row's element when it gets said", () => {
    const row = page.querySelectorAll("li")[3];
    act(() => player.seek(1_200_000));
    expect(page.querySelectorAll("li")[2]).toBe(row);
  });

  it("is one stop of the Tab key, from which arrows reach the times beside the clock first", () => {
    act(() => player.seek(700_000));
    log().focus();
    press("ArrowDown");
    expect(document.activeElement?.textContent).toBe("20:00");
    press("ArrowUp");
    expect(document.activeElement?.textContent).toBe("10:00");
    (document.activeElement as HTMLElement).click();
    expect(onJump).toHaveBeenLastCalledWith(600_000);
    expect([...page.querySelectorAll("[tabindex='0']")]).toEqual([log()]);
  });
});
