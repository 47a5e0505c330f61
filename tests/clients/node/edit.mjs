// Random edits of a text, in UTF-16 units, that keep its characters whole.

/** What people put in: plain, wide, astral, joined and combining characters, and lines. */
const WORDS = [
  "a", "x = 1", "\n", "    ", "def f():\n", "é", "e\u0301", "ž", "日本語", "😀", "👩‍👩‍👧", "𝒳𝒴", "\u{10ffff}", "\u202e",
  "\0", "'\"`<b>${}\\", "lorem ipsum ".repeat(8),
];
/** Longer texts lose more than they gain. */
const LONG = 4_000;
/** The most units that one edit deletes. */
const MAX_DELETED = 15;

/** One edit of `text`: where, how many units go, and what comes in their place. */
export function randomEdit(text, random) {
  const position = wholeAt(text, random.below(text.length + 1));
  const deletes = random.percent(text.length > LONG ? 70 : 30);
  const reach = deletes ? random.below(MAX_DELETED) : 0;
  const end = Math.max(position, wholeAt(text, Math.min(text.length, position + reach)));
  const inserted = deletes && random.percent(70) ? "" : random.pick(WORDS);
  return { position, deleted: end - position, inserted };
}

/** The text with that edit made. */
export function splice(text, { position, deleted, inserted }) {
  return text.slice(0, position) + inserted + text.slice(position + deleted);
}

/** `position`, or the one before when that is inside a character. */
function wholeAt(text, position) {
  const isInside = /[\udc00-\udfff]/.test(text[position] ?? "") && /[\ud800-\udbff]/.test(text[position - 1] ?? "");
  return isInside ? position - 1 : position;
}
