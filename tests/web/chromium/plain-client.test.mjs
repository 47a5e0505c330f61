import test from "node:test";
import { PlainClient } from "../src/plain-client.mjs";
import { until } from "../src/patience.mjs";
import { Stage } from "../src/stage.mjs";
import { Chromium } from "../src/tabs/chromium.mjs";

const CHANGES = Array.from({ length: 8 }, (_, number) => `# grpcurl ${number}\n`);

test("two browsers and grpcurl edit one text at once, nothing is lost, and all agree", async (t) => {
  const { mira, ben } = await (await Stage.open(t, Chromium)).interview();
  const plain = await PlainClient.of(ben);
  const [miras, bens] = ["# mira, from below\n".repeat(12), "# ben, from above\n".repeat(12)];
  const grpcurl = async () => {
    // The middle of the text, wherever the other two have pushed it.
    for (const line of CHANGES) await plain.change((code) => code.replace("    raise", `    ${line}    raise`));
  };
  await Promise.all([mira.type(miras), ben.typeAtTop(bens), grpcurl()]);
  for (const person of [mira, ben]) await person.seesInCode(miras, bens, ...CHANGES);
  await mira.seesSameCodeAs(ben);
  await until("grpcurl reads what the browsers show", async () => (await plain.code()) === (await mira.code()));
});
