// Yjs tabs and plain clients edit one text through the gateway, drop out and come back; at the
// end all hold the same. First they take turns, then all edit at once; `--seed` repeats what
// everybody does, though not how fast the machine is. One of them is away for longer than the
// server tells changes one by one, and types on. Nothing that a Yjs tab sends is refused.

import { createHash } from "node:crypto";
import { agreed } from "./agreement.mjs";
import { withInterview } from "./interview.mjs";
import { Random } from "./random.mjs";
import { SplicesTab, TextTab, YjsTab } from "./tabs.mjs";
import { options } from "./options.mjs";

/** More changes than the server tells one by one to who comes back. */
const AWAY = 1_100;

const { seed, turns, away } = options({ turns: 600, away: AWAY });
console.log(`seed ${seed}: ${turns} turns, and as many at once`);

await withInterview(async ({ chat, roomId, host, guest }) => {
  const random = new Random(seed);
  const at = (person) => ({ chat, roomId, person, random: random.fork() });
  const tabs = [
    new YjsTab("host-1", at(host)),
    new YjsTab("host-2", at(host)),
    new YjsTab("guest-1", at(guest)),
    new YjsTab("guest-2", at(guest)),
    new SplicesTab("host-3", at(host)),
    new TextTab("guest-3", at(guest)),
  ];
  const head = { seq: 0n, edits: 0, unchanged: new Set() };
  for (const tab of tabs) await tab.enter();

  for (let turn = 0; turn < turns; turn++) await random.pick(tabs).turn(head);
  tell("in turns", head, await agreed(tabs, head, at(guest)));

  const each = Math.ceil(turns / tabs.length);
  await Promise.all(tabs.map((tab) => takeTurns(tab, each, head)));
  tell("at once", head, await agreed(tabs, head, at(host)));

  const [gone, ...others] = tabs;
  await gone.drop();
  for (const last = head.seq + BigInt(away); head.seq < last; ) {
    await random.pick(others).turn(head, 1);
    if (random.percent(20)) gone.edit();
  }
  tell("with one away", head, await agreed(tabs, head, at(guest)));
});
console.log("all agree");

async function takeTurns(tab, count, head) {
  for (let turn = 0; turn < count; turn++) await tab.turn(head);
}

function tell(how, { seq, edits }, text) {
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  console.log(`${how}: ${edits} edits up to seq ${seq}: ${text.length} units, sha256 ${digest}`);
}
