import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { beforeEach, expect, test, vi } from "vitest";
import { Boundary } from "./boundary";
import { page } from "./page";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

const code = { default: ({ name }: { readonly name: string }) => <p>Hello, {name}</p> };
let place: HTMLElement;
let root: Root;

beforeEach(() => {
  place = document.createElement("div");
  root = createRoot(place);
});

const show = (what: ReactNode) => act(async () => root.render(<Boundary resetKey="/">{what}</Boundary>));

test("a page is shown when its code is here, and fetched once", async () => {
  let arrive = (_: typeof code) => {};
  const here = new Promise<typeof code>((resolve) => {
    arrive = resolve;
  });
  const fetch = vi.fn(() => here);
  const Page = page<{ readonly name: string }>(fetch, "Wait");
  await show(<Page name="Ada" />);
  expect(place.textContent).toBe("Wait");
  await act(async () => arrive(code));
  expect(place.textContent).toBe("Hello, Ada");
  await show(<Page key="again" name="Ben" />);
  expect(place.textContent).toBe("Hello, Ben");
  expect(fetch).toHaveBeenCalledOnce();
});

test("a page that was loaded ahead is there at once", async () => {
  const Page = page(async () => code);
  await Page.load();
  act(() => root.render(<Page name="Ada" />));
  expect(place.textContent).toBe("Hello, Ada");
});

test("a page whose code cannot be had says so", async () => {
  const complaint = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const Page = page<object>(() => Promise.reject(new Error("no network")));
  await show(<Page />);
  expect(place.textContent).toContain("This page stopped");
  complaint.mockRestore();
});
