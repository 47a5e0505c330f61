import { act, createRef } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openRoom } from "../../../room/room";
import type { Room } from "../../../room/types";
import { MemoryStorage } from "../../../testing/storage";
import { Server } from "../../../testing/server";
import { talk } from "../../../testing/until";
import { Composer } from "./composer";

const box = createRef<HTMLTextAreaElement>();
const onLeave = vi.fn();
const storage = new MemoryStorage();
let page: ReturnType<typeof createRoot>;
let place: HTMLElement;
let room: Room;

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  storage.clear();
  onLeave.mockClear();
  show();
});

afterEach(() => act(() => page.unmount()));

function show(isOver = false): void {
  room = openRoom({ roomId: "r", me: { userId: "ada", name: "Ada" }, chat: new Server().chat, storage });
  place = document.body.appendChild(document.createElement("div"));
  page = createRoot(place);
  act(() => page.render(<Composer room={room} to="Ben" isOver={isOver} box={box} onLeave={onLeave} />));
}

function write(text: string): void {
  const area = box.current as HTMLTextAreaElement;
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set?.call(area, text);
  act(() => area.dispatchEvent(new Event("input", { bubbles: true })));
}

function press(key: string, init: KeyboardEventInit = {}): void {
  act(() => box.current?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init })));
}

function said(): readonly string[] {
  return talk(room.snapshot());
}

test("Enter sends what was written and empties the box", () => {
  write("Is it sorted?");
  press("Enter");
  expect(said()).toEqual(["ada: Is it sorted?"]);
  expect([box.current?.value, room.draft]).toEqual(["", ""]);
});

test("Shift Enter writes a new line, and Enter that accepts what an input method proposes sends nothing", () => {
  write("にほんご");
  press("Enter", { shiftKey: true });
  press("Enter", { isComposing: true });
  expect(said()).toEqual([]);
  expect(box.current?.value).toBe("にほんご");
});

test("blank text is not sent and stays", () => {
  write("  ");
  press("Enter");
  expect([said(), box.current?.value]).toEqual([[], "  "]);
});

test("a message that is too long is not sent, stays, and the box says so", () => {
  write("ü".repeat(4_097));
  press("Enter");
  expect(said()).toEqual([]);
  expect(box.current?.value).toHaveLength(4_097);
  expect(place.querySelector("[role=alert]")?.textContent).toBe("Too long. Send it in two parts.");
});

test("a draft is there again after a reload", () => {
  write("half a thou");
  act(() => page.unmount());
  show();
  expect(box.current?.value).toBe("half a thou");
});

test("Escape goes back to the editor", () => {
  press("Escape");
  expect(onLeave).toHaveBeenCalledOnce();
});

test("when the session is over nothing can be said", () => {
  act(() => page.unmount());
  show(true);
  write("too late");
  press("Enter");
  expect(said()).toEqual([]);
  expect(box.current?.readOnly).toBe(true);
});
