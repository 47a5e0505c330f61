import test from "node:test";
import { isUsable } from "../src/look.mjs";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

test("a reload in the middle of typing loses nothing", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  await mira.type("# before the reload");
  await mira.tab.reload();
  await mira.isInSession();
  await mira.seesInCode("# before the reload");
  await mira.type(", and after");
  await ben.seesInCode("# before the reload, and after");
  await mira.seesSameCodeAs(ben);
});

test("what is typed while the network is away arrives when it is back", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  await mira.type("# with a network, ");
  await mira.tab.network(false);
  await mira.type("without one, ");
  await ben.typeAtTop("# ben goes on\n");
  await mira.tab.network(true);
  await mira.type("and again");
  await ben.seesInCode("# ben goes on", "# with a network, without one, and again");
  await mira.seesSameCodeAs(ben);
});

test("a server that is killed in the middle of typing loses nothing", async (t) => {
  const stage = await Stage.open(t, Chromium);
  const { mira, ben } = await stage.interview();
  await mira.type("# before the crash, ");
  await stage.program.kill();
  await mira.type("during it, ");
  await mira.say("Is it only me?");
  await stage.program.start();
  await mira.type("and after");
  await ben.seesInCode("# before the crash, during it, and after");
  await ben.reads("Is it only me?");
  await mira.seesSameCodeAs(ben);
});

test("a stream that waits for one of the browser's six connections says so, and comes when one is free", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  await mira.tab.read(holdSixConnections);
  // The line lets go of its connection, which the last of those takes.
  await mira.tab.read(() => window.dispatchEvent(new Event("offline")));
  await mira.readsOnPage("Waiting for a free connection.");
  await isUsable(mira, "a stream that waits");
  await mira.tab.read(() => window.held.abort());
  await mira.type("# here again");
  await ben.seesInCode("# here again");
});

/** In the page: asks for streams without an end, as tabs of the same site do. */
function holdSixConnections() {
  window.held = new AbortController();
  const [method, headers, body] = ["POST", { "content-type": "application/grpc-web+proto" }, new Uint8Array(5)];
  for (let held = 0; held < 6; held++) {
    fetch("/grpc.health.v1.Health/Watch", { method, headers, body, signal: window.held.signal }).catch(() => undefined);
  }
}
