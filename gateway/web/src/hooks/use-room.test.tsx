import { act, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { jwtProvider } from "../auth/jwt";
import type { Clients } from "../rpc/clients";
import { MemoryStorage } from "../testing/storage";
import { joined, said, script, Server } from "../testing/server";
import { talk, until } from "../testing/until";
import type { Room } from "../room/types";
import { ServicesContext } from "./services";
import { useRoom } from "./use-room";

const claims = { sub: "ada", name: "Ada", exp: Date.now() / 1_000 + 3_600 };
const token = `${btoa("{}")}.${btoa(JSON.stringify(claims))}.`;

let server: Server;
let place: HTMLElement;
let page: ReturnType<typeof createRoot>;
let seen: Room | null;

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  server = new Server();
  place = document.createElement("div");
  page = createRoot(place);
  seen = null;
});

afterEach(() => act(() => page.unmount()));

function Talk({ roomId }: { readonly roomId: string }) {
  const { room, snapshot } = useRoom(roomId);
  seen = room;
  return <p>{talk(snapshot).join(", ")}</p>;
}

async function show(roomId: string): Promise<Room> {
  const auth = jwtProvider(new MemoryStorage());
  await auth.signIn(token);
  const clients = { chat: server.chat } as Clients;
  await act(async () =>
    page.render(
      <StrictMode>
        <ServicesContext value={{ auth, clients }}>
          <Talk roomId={roomId} />
        </ServicesContext>
      </StrictMode>,
    ),
  );
  if (!seen) throw new Error("there is no room");
  return seen;
}

it("opens the room while the component is there, and shows what changes", async () => {
  server.scripts.push(script(joined(1), said(1, "one")), script(joined(1), said(1, "one")));
  const room = await show("r");
  await act(() => until(room, (now) => talk(now).length === 1).then(() => undefined));
  expect(place.textContent).toBe("ben: one");
  expect(room.me).toEqual({ userId: "ada", name: "Ada" });
  expect(room.snapshot().connection.kind).toBe("live");
  await act(() => page.unmount());
  expect(room.snapshot().connection.kind).toBe("stopped");
});
