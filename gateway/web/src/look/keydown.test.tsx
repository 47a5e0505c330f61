import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import { useKeydown } from "./keydown";

test("a key is heard as soon as the page is there, before it is painted", async () => {
  const heard = vi.fn<(key: string) => void>();
  function Page() {
    useKeydown((event) => heard(event.key));
    return "the page";
  }
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const isThere = new Promise<void>((resolve) => new MutationObserver(() => resolve()).observe(place, { childList: true }));
  root.render(<Page />);
  await isThere;
  dispatchEvent(new KeyboardEvent("keydown", { key: "n" }));
  expect(heard).toHaveBeenCalledWith("n");
  root.unmount();
});
