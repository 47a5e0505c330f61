// @vitest-environment node
import { beforeEach, describe, expect, it, vi } from "vitest";
import { MemoryStorage } from "../testing/storage";
import { claimsOf } from "./claims";
import { jwtProvider } from "./jwt";
import { SignInError } from "./provider";

/** A token as it looks; nobody checks it here. */
function token(claims: Record<string, unknown>): string {
  return ["{}", JSON.stringify(claims), ""].map((part) => Buffer.from(part).toString("base64url")).join(".");
}

const inAnHour = Math.round(Date.now() / 1_000) + 3_600;

describe("what a page reads in a token", () => {
  it("is whose it is, also when the name is not English", () => {
    const claims = claimsOf(token({ sub: "ö?>", name: "Zoë 😀", exp: 7 }));
    expect(claims).toEqual({ userId: "ö?>", name: "Zoë 😀", expiresAt: 7_000 });
  });

  it.each(["", "no token", "a.b.c", token({ sub: 1, exp: 7 }), token({ sub: "ada" }), `.${btoa("null")}.`])("is nothing in %j", (raw) => {
    expect(claimsOf(raw)).toBeNull();
  });
});

describe("signing in with a token", () => {
  let storage: Storage;

  beforeEach(() => {
    storage = new MemoryStorage();
  });

  it("lasts as long as the page where the browser keeps nothing", async () => {
    vi.spyOn(storage, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    const auth = jwtProvider(storage);
    const raw = token({ sub: "ada", exp: inAnHour });
    await auth.signIn(raw);
    expect([auth.snapshot().status, await auth.getToken()]).toEqual(["signed-in", raw]);
    await auth.signOut();
    expect(await auth.getToken()).toBeNull();
  });

  it("lasts over a reload, in this tab", async () => {
    const auth = jwtProvider(storage);
    await auth.init();
    expect(auth.snapshot()).toEqual({ status: "signed-out", refused: false });
    const heard = vi.fn();
    auth.subscribe(heard);
    await auth.signIn(` ${token({ sub: "ada", exp: inAnHour })}\n`);
    expect([auth.snapshot(), heard.mock.calls.length]).toEqual([{ status: "signed-in", user: { id: "ada", name: "" } }, 1]);
    const again = jwtProvider(storage);
    await again.init();
    expect(again.snapshot().status).toBe("signed-in");
    expect(await again.getToken()).toBe(token({ sub: "ada", exp: inAnHour }));
    const otherTab = jwtProvider(new MemoryStorage());
    await otherTab.init();
    expect(otherTab.snapshot().status).toBe("signed-out");
  });

  it.each([["what is no token", "hello"], ["one that has ended", token({ sub: "ada", exp: 7 })]])("refuses %s", async (_, raw) => {
    const auth = jwtProvider(storage);
    await expect(auth.signIn(raw)).rejects.toThrow(SignInError);
    expect(await auth.getToken()).toBeNull();
  });

  it("ends when the token does, or when the server refuses it", async () => {
    const auth = jwtProvider(storage);
    await auth.signIn(token({ sub: "ada", exp: inAnHour }));
    vi.useFakeTimers({ now: inAnHour * 1_000 });
    expect(await auth.getToken()).toBeNull();
    expect(auth.snapshot()).toEqual({ status: "signed-out", refused: true });
    vi.useRealTimers();
    await auth.signIn(token({ sub: "ada", exp: inAnHour }));
    auth.reject();
    expect(auth.snapshot()).toEqual({ status: "signed-out", refused: true });
  });
});
