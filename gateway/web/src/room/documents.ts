import * as Y from "yjs";
import { withoutReturns } from "./text-change";
import type { Unsaved } from "./unsaved";

/** The origin of changes that came from the server, or were sent there before. */
const REMOTE = "remote";
/** The origin of changes of our own that we made in another tab, or with another program. */
export const ELSEWHERE = "elsewhere";
/** The only root of a document. */
const ROOT = "code";

/** The shared document: a Yjs document for each language, all of one generation. */
export class Documents {
  readonly #docs = new Map<string, Y.Doc>();
  /** What came for a language while its document is being loaded anew. */
  readonly #arrived = new Map<string, Uint8Array[]>();
  readonly #listeners = new Set<(language: string) => void>();

  constructor(
    private readonly unsaved: Unsaved,
    private readonly onOwnChange: () => void,
  ) {}

  get generation(): number {
    return this.unsaved.generation;
  }

  /** An empty one if there was none. */
  get(language: string): Y.Doc {
    return this.#docs.get(language) ?? this.#put(language, new Y.Doc());
  }

  text(language: string): Y.Text {
    return this.get(language).getText(ROOT);
  }

  onReplaced(listener: (language: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a change, or a whole document, of the generation that we have; anything twice is the same as once. */
  apply(language: string, generation: number, update: Uint8Array, origin: typeof REMOTE | typeof ELSEWHERE = REMOTE): void {
    if (generation !== this.unsaved.generation) return;
    this.#arrived.get(language)?.push(update);
    const doc = this.#docs.get(language);
    if (doc) Y.applyUpdate(doc, update, origin);
    // Nobody listens yet: for who does, Yjs would write the whole of it once more.
    else this.#put(language, docOf([update]));
  }

  /** All documents are of this generation from now on: nothing of another is kept. */
  begin(generation: number): void {
    if (generation === this.unsaved.generation) return;
    this.unsaved.begin(generation);
    this.#arrived.clear();
    this.#empty();
  }

  /** What was loaded is no good; what is ours and unsaved goes on top of what is loaded next. */
  reload(): void {
    const unsaved = new Set([...this.unsaved.updates()].map(({ language }) => language));
    for (const language of unsaved) this.unsaved.keepText(language, this.text(language).toString());
    this.#empty();
    this.applyUnsaved();
  }

  /** Puts what was kept over a reload of the page into the documents. */
  applyUnsaved(): void {
    for (const { language, update } of this.unsaved.updates()) Y.applyUpdate(this.get(language), update, REMOTE);
  }

  /** A language's document is about to be loaded anew: what comes until `settle` will be in it, too. */
  prepare(language: string): void {
    this.#arrived.set(language, []);
  }

  settle(language: string): void {
    this.#arrived.delete(language);
  }

  /** Makes the document what the server has; what is ours and not there goes on top of it if `keepsOurs`, as text. */
  replace(language: string, update: Uint8Array, keepsOurs: boolean): void {
    const updates = [update, ...(this.#arrived.get(language) ?? [])].filter(({ length }) => length > 0);
    const ours = keepsOurs ? editsOf(this.get(language), docOf(updates)) : [];
    this.unsaved.drop(language);
    this.#put(language, docOf(updates));
    if (ours.length > 0) this.text(language).applyDelta([...ours]);
    this.#tell(language);
  }

  #empty(): void {
    for (const language of [...this.#docs.keys()]) {
      this.#put(language, new Y.Doc());
      this.#tell(language);
    }
  }

  /** A document that is not ours any more tells us nothing. */
  #put(language: string, doc: Y.Doc): Y.Doc {
    this.#docs.set(language, doc);
    doc.on("update", (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (!local || this.#docs.get(language) !== doc) return;
      this.unsaved.add(language, update);
      this.onOwnChange();
    });
    return doc;
  }

  #tell(language: string): void {
    this.#listeners.forEach((listener) => listener(language));
  }
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update, REMOTE);
  return doc;
}

/** What `doc` does to the text of `base`, which lacks it, and nothing else: text that both have stays whose it is. */
function editsOf(doc: Y.Doc, base: Y.Doc): readonly Edit[] {
  let edits: readonly Edit[] = [];
  base.getText(ROOT).observe(({ delta }) => (edits = delta));
  Y.applyUpdate(base, Y.encodeStateAsUpdate(doc));
  return edits.map((edit) => (typeof edit.insert === "string" ? { insert: withoutReturns(edit.insert) } : edit));
}

type Edit = Y.YTextEvent["delta"][number];
