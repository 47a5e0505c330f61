import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, it } from "vitest";
import { jwtProvider } from "../auth/jwt";
import { ServicesContext } from "../hooks/services";
import type { Clients } from "../rpc/clients";
import { MemoryStorage } from "../testing/storage";
import { Answers } from "./answers";

let client: QueryClient;

function Page() {
  client = useQueryClient();
  return null;
}

function token(id: string): string {
  return ["{}", JSON.stringify({ sub: id, exp: Date.now() / 1_000 + 3_600 }), ""].map(btoa).join(".");
}

it("forgets the answers that somebody else got, but not when one comes back", async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  const auth = jwtProvider(new MemoryStorage());
  await auth.signIn(token("ada"));
  const services = { auth, clients: {} as Clients };
  const page = createRoot(document.createElement("div"));
  await act(async () => page.render(<ServicesContext value={services}><Answers><Page /></Answers></ServicesContext>));
  client.setQueryData(["problem-to-edit", "p1"], "hidden notes");
  const see = async (id: string): Promise<unknown> => {
    await act(() => auth.signOut());
    expect(client.getQueryData(["problem-to-edit", "p1"])).toBe("hidden notes");
    await act(() => auth.signIn(token(id)));
    return client.getQueryData(["problem-to-edit", "p1"]);
  };
  expect(await see("ada")).toBe("hidden notes");
  expect(await see("ben")).toBeUndefined();
  act(() => page.unmount());
});
