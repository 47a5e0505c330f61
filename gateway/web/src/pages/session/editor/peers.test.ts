import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { bytesOf, type PeerCursor, type PlacedPeer, peers, positionIn, showPeers } from "./peers";
import { stateFor } from "./setup";

let text: Y.Text;
let view: EditorView;
let places: readonly PlacedPeer[] = [];

beforeEach(() => {
  text = new Y.Doc().getText("code");
  text.insert(0, "one\ntwo\n");
  const additions = peers(text, (placed) => (places = placed));
  const state = stateFor({ text, language: "python", readOnly: false, label: "Code", describedBy: "how", additions });
  view = new EditorView({ state, parent: document.body });
});

afterEach(() => view.destroy());

function ben(anchor: Uint8Array, head = anchor): PeerCursor {
  return { userId: "ben", name: "Ben", peer: 1, anchor, head };
}

function heads(): (number | undefined)[] {
  return places.map(({ place }) => place?.head);
}

test("a cursor moves with the text, whoever changes it", () => {
  showPeers(view, [ben(bytesOf(text, 4))]);
  expect(heads()).toEqual([4]);
  view.dispatch({ changes: { from: 0, insert: "mine " } });
  expect(heads()).toEqual([9]);
  text.doc?.transact(() => text.delete(0, 5), "remote");
  expect(heads()).toEqual([4]);
});

test("a cursor on text that is still on its way appears with it", () => {
  const ahead = new Y.Doc();
  Y.applyUpdate(ahead, Y.encodeStateAsUpdate(text.doc as Y.Doc));
  ahead.getText("code").insert(8, "three");
  showPeers(view, [ben(bytesOf(ahead.getText("code"), 10))]);
  expect(heads()).toEqual([undefined]);
  Y.applyUpdate(text.doc as Y.Doc, Y.encodeStateAsUpdate(ahead), "remote");
  expect(heads()).toEqual([10]);
});

test("what is no position harms nobody", () => {
  const other = (text.doc as Y.Doc).getText("other");
  other.insert(0, "elsewhere");
  for (const bytes of [new Uint8Array(), new Uint8Array([255, 255, 255]), new Uint8Array(64).fill(7), bytesOf(other, 3)]) {
    showPeers(view, [ben(bytes)]);
    expect(heads()).toEqual([undefined]);
  }
  const junk = new Uint8Array(16);
  for (let round = 0; round < 2_000; round++) {
    const place = positionIn(text, junk.map((_, at) => (round * 31 + at * at * 7) % 256));
    expect(place === null || (place >= 0 && place <= text.length)).toBe(true);
  }
});

test("a name is text on the flag, never markup", () => {
  showPeers(view, [{ ...ben(bytesOf(text, 4)), name: "<img src=x onerror=alert(1)>" }]);
  expect(view.dom.querySelector("img")).toBeNull();
});
