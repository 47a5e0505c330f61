// Updates that a hostile client might send: real ones, broken at random.

import assert from "node:assert/strict";
import * as Y from "yjs";

/** Bytes behind an update, which decoders do not read. */
const MARK = Buffer.from("<script>mark</script>");

/** A real change of a copy of `doc`, or something that is no text, and then broken perhaps. */
export function mutant(doc, random) {
  const update = real(doc, random);
  const breaking = random.pick([flipped, flipped, flipped, cut, doubled, marked, whole]);
  return breaking(update, random);
}

/** A change as a client makes it that knows all of `doc`, with a root that is not ours at times. */
function real(doc, random) {
  const copy = new Y.Doc();
  copy.clientID = random.below(2 ** 32);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  const known = Y.encodeStateVector(copy);
  const code = copy.getText("code");
  const position = random.below(code.length + 1);
  random.pick([
    () => code.insert(position, random.pick(["x", "a\r\nb", "😀", "\ufffd", "text ".repeat(50)])),
    () => code.delete(Math.min(position, Math.max(0, code.length - 3)), Math.min(3, code.length)),
    () => code.insert(position, "bold", { bold: true }),
    () => code.insertEmbed(position, { image: "https://evil.example/" }),
    () => code.setAttribute("style", "url(https://evil.example/)"),
    () => code.insert(0, "known") || (copy.clientID += 1),
    () => copy.getMap("junk").set("key", "value"),
    () => copy.getArray("code-2").push(["value"]),
  ])();
  return Y.encodeStateAsUpdate(copy, known);
}

/** Some of its bytes are others. */
function flipped(update, random) {
  const broken = update.slice();
  for (let times = random.below(4); times >= 0; times--) {
    broken[random.below(broken.length)] ^= 1 << random.below(8);
  }
  return broken;
}

/** Its end is missing, or a part in its midst. */
function cut(update, random) {
  const from = random.below(update.length - 1) + 1;
  const to = random.percent(50) ? update.length : from + random.below(update.length - from);
  return Buffer.concat([update.subarray(0, from), update.subarray(to)]);
}

/** A part of it is there twice. */
function doubled(update, random) {
  const from = random.below(update.length);
  const to = from + random.below(update.length - from);
  return Buffer.concat([update.subarray(0, to), update.subarray(from)]);
}

/** Something is behind its end. */
function marked(update) {
  return Buffer.concat([update, MARK]);
}

/** As it was: what is hostile in it is its content, or where it cuts a character in two. */
function whole(update) {
  return update;
}

/** An event tells a change in the server's encoding, and only one that it has acknowledged. */
export function assertEncodedAnew({ seq, clientEventId, body }, accepted) {
  if (body.case !== "docUpdate") return;
  assert(!Buffer.from(body.value.update).includes(MARK), `event ${seq} has a sender's bytes`);
  if (clientEventId.startsWith("broken-")) assert(accepted.has(seq), `event ${seq} was refused`);
}
