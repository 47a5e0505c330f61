import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useRoomKeys } from "./use-room-keys";

const goTo = vi.fn();
let page: ReturnType<typeof createRoot>;

function Keys() {
  useRoomKeys(goTo);
  return <section id="chat"><input /></section>;
}

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  goTo.mockClear();
  page = createRoot(document.body.appendChild(document.createElement("div")));
  act(() => page.render(<Keys />));
});

afterEach(() => act(() => page.unmount()));

function press(init: KeyboardEventInit): boolean {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
  document.body.dispatchEvent(event);
  return event.defaultPrevented;
}

test("Ctrl and the command key with / go to the chat, and from it to the editor", () => {
  press({ key: "/", ctrlKey: true });
  document.querySelector("input")?.focus();
  press({ key: "/", metaKey: true });
  expect(goTo.mock.calls).toEqual([["chat"], ["code"]]);
});

test("Alt with 1, 2, 3 goes to a panel, whatever the keyboard types there", () => {
  press({ code: "Digit1", key: "¡", altKey: true });
  press({ code: "Digit2", key: "2", altKey: true });
  press({ code: "Digit3", key: "3", altKey: true });
  expect(goTo.mock.calls).toEqual([["problem"], ["code"], ["chat"]]);
});

test("other keys are left to others", () => {
  const left = [
    press({ key: "/" }),
    press({ code: "Digit1", key: "1" }),
    press({ code: "Digit4", key: "4", altKey: true }),
    press({ code: "Digit1", key: "1", altKey: true, ctrlKey: true }),
  ];
  expect(left).toEqual([false, false, false, false]);
  expect(goTo).not.toHaveBeenCalled();
});
