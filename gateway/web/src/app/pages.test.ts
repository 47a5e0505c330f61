import { expect, test } from "vitest";
import { preload } from "./pages";

test("an address that is no page's has no code to fetch, whatever it is called", () => {
  for (const path of ["/nothing", "/constructor", "/__proto__/x"]) expect(() => preload(path)).not.toThrow();
});
