// How people change a text in a browser's editor, as Yjs has it: letter by letter, in many places
// at once, back and forth.

import { randomEdit } from "./edit.mjs";

/** The most places at once that somebody types in. */
const MAX_CARETS = 6;

/** Does something that people do, to the Y.Text `code`; `undo` is its Y.UndoManager. */
export function habit(code, undo, random) {
  const does = random.pick([splices, splices, types, types, typesInManyPlaces, replacesAll, undoes, pastesAndUndoes]);
  does(code, undo, random);
}

function splices(code, _undo, random) {
  const { position, deleted, inserted } = randomEdit(code.toString(), random);
  code.doc.transact(() => {
    code.delete(position, deleted);
    code.insert(position, inserted);
  });
}

/** Each letter is a change of its own, and now and then the last one was wrong. */
function types(code, _undo, random) {
  const { position, inserted } = randomEdit(code.toString(), random);
  let at = position;
  for (const letter of inserted) {
    code.insert(at, letter);
    at += letter.length;
    if (random.percent(10)) {
      at -= letter.length;
      code.delete(at, letter.length);
    }
  }
}

function typesInManyPlaces(code, _undo, random) {
  const carets = Array.from({ length: random.below(MAX_CARETS) + 2 }, () => randomEdit(code.toString(), random).position);
  const places = [...new Set(carets)].sort((a, b) => a - b);
  [...random.pick(["()", "//", "x1"])].forEach((letter, typed) =>
    code.doc.transact(() => places.forEach((place, before) => code.insert(place + before * (typed + 1) + typed, letter))),
  );
}

function replacesAll(code, _undo, random) {
  const [from, to] = random.pick([["a", "bc"], ["\n", "\n  "], ["x = 1", "y"], ["😀", "🦀"], ["    ", ""]]);
  code.doc.transact(() => {
    let text = code.toString();
    for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + to.length)) {
      if (random.percent(90)) continue;
      code.delete(at, from.length);
      code.insert(at, to);
      text = code.toString();
    }
  });
}

function undoes(_code, undo, random) {
  for (let times = random.below(4); times >= 0; times--) random.pick([() => undo.undo(), () => undo.undo(), () => undo.redo()])();
}

function pastesAndUndoes(code, undo, random) {
  const { position } = randomEdit(code.toString(), random);
  undo.stopCapturing();
  code.insert(position, "def pasted():\n    return '😀'\n");
  undo.stopCapturing();
  if (random.percent(70)) undo.undo();
  if (random.percent(30)) undo.redo();
}
