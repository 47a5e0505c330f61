import { expect, test } from "vitest";
import { returnPath, signInPath } from "./return-path";

test("one comes back to where one came from", () => {
  const path = "/session/s1?invite=7K4M-Q2XD";
  expect(returnPath(signInPath(path).replace("/sign-in", ""))).toBe(path);
  expect(signInPath("/")).toBe("/sign-in");
  expect(returnPath("")).toBe("/");
});

test("nobody is sent to another site, or round in a circle", () => {
  const elsewhere = ["https://evil.example/a", "//evil.example/a", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/\t/evil.example", "/sign-in?to=/sign-in"];
  for (const to of elsewhere) expect(returnPath(`?to=${encodeURIComponent(to)}`), to).toBe("/");
});
