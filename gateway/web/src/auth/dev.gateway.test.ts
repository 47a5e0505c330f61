// @vitest-environment node
import { describe, expect, it, vi } from "vitest";
import { Place } from "../testing/interview";
import { PATIENCE } from "../testing/patience";
import { hasProgram } from "../testing/stack";
import { MemoryStorage } from "../testing/storage";
import { createClients } from "../rpc/clients";
import { createTransport } from "../rpc/transport";
import { chooseProvider } from "./choose";
import { claimsOf } from "./claims";
import { devProvider } from "./dev";

describe.skipIf(!hasProgram)("signing in at a development server", { timeout: PATIENCE }, () => {
  const place = new Place();
  const ada = { userId: "ada", name: "Ada 😀", isAdmin: true };

  it("is what the server itself says to do", async () => {
    Object.defineProperty(globalThis, "sessionStorage", { value: new MemoryStorage(), configurable: true });
    expect((await chooseProvider(place.stack.origin)).kind).toBe("dev");
  });

  it("makes one whoever one says, and an admin who says so", async () => {
    const auth = devProvider(new MemoryStorage(), place.stack.origin);
    await auth.signIn(ada);
    expect(auth.snapshot()).toEqual({ status: "signed-in", user: { id: "ada", name: "Ada 😀" } });
    const { sessions } = createClients(createTransport(place.stack.origin, auth));
    expect(await sessions.getMe({})).toMatchObject({ isAdmin: true, person: { userId: "ada", displayName: "Ada 😀" } });
  });

  it("names the field that breaks a rule", async () => {
    const auth = devProvider(new MemoryStorage(), place.stack.origin);
    await expect(auth.signIn({ ...ada, userId: "" })).rejects.toMatchObject({ field: "user_id" });
  });

  it("lasts over a reload, gives a fresh token when asked, and none after signing out", async () => {
    const storage = new MemoryStorage();
    await devProvider(storage, place.stack.origin).signIn(ada);
    const auth = devProvider(storage, place.stack.origin);
    await auth.init();
    const asked = vi.spyOn(globalThis, "fetch");
    const first = await auth.getToken();
    expect([await auth.getToken(), asked.mock.calls.length]).toEqual([first, 0]);
    expect(claimsOf((await auth.getToken({ fresh: true })) ?? "")?.userId).toBe("ada");
    expect(asked).toHaveBeenCalledOnce();
    await auth.signOut();
    expect([await auth.getToken(), auth.snapshot().status, storage.length]).toEqual([null, "signed-out", 0]);
  });
});
