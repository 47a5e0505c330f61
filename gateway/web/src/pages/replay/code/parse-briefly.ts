import { ParseContext } from "@codemirror/language";

/** Milliseconds of parsing before a text is drawn: what is not parsed by then keeps the colours that it had. */
const BEFORE_PICTURE_MS = 2;
/** Milliseconds of parsing at a time after that: who drags the slider waits for no more. */
const AT_A_TIME_MS = 8;

/**
 * Has the editors of the page parse only for a moment at a time, until the function that it answers is called.
 * CodeMirror parses for up to 20 ms in each change and for up to 100 ms at once in between, which suits who
 * types. A replay changes half of the text for each picture, while somebody drags. CodeMirror has no setting
 * for it, but one method that does all of its parsing; it is not public, and a test tells if it is gone.
 */
export function parseBriefly(): () => void {
  const contexts = ParseContext.prototype as unknown as Parsing;
  const { work } = contexts;
  contexts.work = function (until, upto) {
    return work.call(this, briefly(until), upto);
  };
  return () => {
    contexts.work = work;
  };
}

/** Parses until so many milliseconds are over, or something says so; answers whether it came to the end. */
interface Parsing {
  work(until: number | (() => boolean), upto?: number): boolean;
}

function briefly(until: number | (() => boolean)): number | (() => boolean) {
  if (typeof until === "number") return Math.min(until, BEFORE_PICTURE_MS);
  const end = performance.now() + AT_A_TIME_MS;
  return () => performance.now() > end || until();
}
