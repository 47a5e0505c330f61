// Thousands of broken updates: the server refuses what is no change of a text, nothing of it
// reaches a peer, and it goes on serving.

import assert from "node:assert/strict";
import { Code, ConnectError } from "@connectrpc/connect";
import { agreed, assertTextAlone } from "./agreement.mjs";
import { withInterview } from "./interview.mjs";
import { Journal, Line } from "./line.mjs";
import { assertEncodedAnew, mutant } from "./mutant.mjs";
import { options } from "./options.mjs";
import { Random } from "./random.mjs";
import { docUpdate, GRANTS, LANGUAGE, YjsTab } from "./tabs.mjs";

/** How many are under way at once. */
const AT_ONCE = 8;
/** Milliseconds in which a good change is answered while broken ones come in. */
const SOON = 5_000;
/** What a broken update may be told: it is malformed, or does not fit. */
const REFUSALS = new Set([Code.InvalidArgument, Code.Aborted]);

const { seed, updates } = options({ updates: 2_000 });
console.log(`seed ${seed}: ${updates} broken updates`);

await withInterview(async ({ chat, roomId, host, guest }) => {
  const random = new Random(seed);
  const at = (person) => ({ chat, roomId, person, random: random.fork() });
  const peer = await new YjsTab("peer", at(host)).enter();
  const good = await new YjsTab("good", at(guest)).enter();
  const mallory = await new Line(chat, guest, roomId, new Journal()).enter();
  const head = { seq: GRANTS, edits: 0, unchanged: new Set() };
  const told = { accepted: new Set(), refused: 0, slowest: 0 };

  for (let sent = 0; sent < updates; sent += AT_ONCE) {
    const broken = Array.from({ length: AT_ONCE }, () => mutant(good.doc, random));
    const answers = broken.map((update, n) =>
      answer(mallory.send(`broken-${sent + n}`, docUpdate(update, good.generation))),
    );
    const [seqs] = await Promise.all([Promise.all(answers), typeOn(good, head, told)]);
    for (const seq of seqs) note(seq, head, told);
    await Promise.all([peer, good].map((tab) => tab.catchUp(head.seq)));
    assertTextAlone(peer.doc);
    const { code } = await chat.getCode({ roomId, language: LANGUAGE }, host);
    assert.equal(peer.text, code, "the peer and the server have the same text");
  }
  await agreed([peer, good], head, at(host));
  const { refused, accepted, slowest } = told;
  console.log(`${refused} refused; ${accepted.size} still changed the text; a good change took at most ${slowest} ms`);
  assert(refused > updates / 4, "many are refused");
  for (const event of peer.events) assertEncodedAnew(event, accepted);
});
console.log("all agree");

/** The seq of what was taken in, or undefined for what was refused as it may be. */
async function answer(sent) {
  try {
    return await sent;
  } catch (error) {
    assert(REFUSALS.has(ConnectError.from(error).code), `refused with ${error}`);
    return undefined;
  }
}

function note(seq, head, told) {
  if (seq === undefined) told.refused += 1;
  else told.accepted.add(seq);
  if (seq > head.seq) head.seq = seq;
}

/** Somebody changes the text meanwhile, and is answered soon. */
async function typeOn(tab, head, told) {
  const begin = performance.now();
  tab.edit();
  await tab.flush(head);
  const taken = Math.round(performance.now() - begin);
  assert(taken < SOON, `a good change took ${taken} ms`);
  told.slowest = Math.max(told.slowest, taken);
}
