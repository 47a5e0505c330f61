import { type Extension, type Line, RangeSet, StateEffect, StateField, type Text, type Transaction } from "@codemirror/state";
import { EditorView, gutter, GutterMarker, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { Peer } from "../../../look/mark";

/** A line somebody changed lately. */
export interface Hand {
  /** Where the line begins. */
  readonly at: number;
  readonly seat: Peer;
  /** When, by `performance.now()`. */
  readonly when: number;
}

/** How long a change can be seen: the token `--fresh-hand`. */
export const FRESH_MS = 6_000;

/** With reduced motion nothing fades: a stripe stands this long and goes. */
export const FRESH_STILL_MS = 2_000;

/** Stripes at most: more than fit on a screen; the oldest go first. */
export const MAX_HANDS = 256;

/** The stripes after somebody changed the lines of `changed` (each a start and an end in `doc`). */
export function withHands(
  hands: readonly Hand[],
  doc: Text,
  changed: readonly (readonly [number, number])[],
  seat: Peer,
  when: number,
): readonly Hand[] {
  const fresh = new Map<number, Hand>();
  for (const [from, to] of changed) {
    for (const line of linesBetween(doc, from, to)) fresh.set(line.from, { at: line.from, seat, when });
  }
  const older = hands.filter((hand) => !fresh.has(hand.at));
  return [...older, ...fresh.values()].slice(-MAX_HANDS);
}

function linesBetween(doc: Text, from: number, to: number): readonly Line[] {
  const lines: Line[] = [];
  // What ends with a line break has not touched the line after it.
  const last = doc.lineAt(to > from ? to - 1 : to).number;
  for (let n = doc.lineAt(from).number; n <= last && lines.length < MAX_HANDS; n++) lines.push(doc.line(n));
  return lines;
}

const prune = StateEffect.define<number>();

class Stripe extends GutterMarker {
  constructor(private readonly hand: Hand) {
    super();
  }

  override eq(other: Stripe): boolean {
    return other.hand.when === this.hand.when && other.hand.seat === this.hand.seat;
  }

  override toDOM(): HTMLElement {
    const stripe = document.createElement("i");
    stripe.className = `hand peer-${this.hand.seat}`;
    // A line that is scrolled back into view goes on fading where it was.
    stripe.style.animationDelay = `${this.hand.when - performance.now()}ms`;
    return stripe;
  }
}

/** The stripes beside lines changed lately; `seatOf` says whose change a transaction is, null for nobody's. */
export function hands(seatOf: (transaction: Transaction) => Peer | null): Extension {
  const field = StateField.define<readonly Hand[]>({
    create: () => [],
    update: (before, transaction) => nextHands(before, transaction, seatOf),
  });
  const stripes = gutter({
    class: "cm-hands",
    markers: (view) => {
      const ordered = [...view.state.field(field)].sort((a, b) => a.at - b.at);
      return RangeSet.of(ordered.map((hand) => new Stripe(hand).range(hand.at)));
    },
  });
  const pruner = ViewPlugin.define((view) => new Pruner(view, field));
  return [field, stripes, pruner];
}

function nextHands(
  before: readonly Hand[],
  transaction: Transaction,
  seatOf: (transaction: Transaction) => Peer | null,
): readonly Hand[] {
  let next = before;
  for (const effect of transaction.effects) {
    if (effect.is(prune)) next = next.filter((hand) => hand.when > effect.value);
  }
  if (!transaction.docChanged) return next;
  const { newDoc } = transaction;
  const moved = new Map<number, Hand>();
  for (const hand of next) {
    const at = newDoc.lineAt(transaction.changes.mapPos(hand.at, 1)).from;
    moved.set(at, { ...hand, at });
  }
  const seat = seatOf(transaction);
  if (seat === null) return [...moved.values()];
  const changed: [number, number][] = [];
  transaction.changes.iterChangedRanges((_fromA, _toA, fromB, toB) => changed.push([fromB, toB]));
  return withHands([...moved.values()], newDoc, changed, seat, performance.now());
}

/** Takes away the stripes that have faded. */
class Pruner {
  private timer: number | undefined;

  constructor(
    private readonly view: EditorView,
    private readonly field: StateField<readonly Hand[]>,
  ) {}

  update(update: ViewUpdate): void {
    if (this.timer === undefined && update.state.field(this.field).length > 0) this.wait();
  }

  destroy(): void {
    window.clearTimeout(this.timer);
  }

  private wait(): void {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const life = still ? FRESH_STILL_MS : FRESH_MS;
    const oldest = Math.min(...this.view.state.field(this.field).map((hand) => hand.when));
    const left = oldest + life - performance.now();
    this.timer = window.setTimeout(() => {
      this.timer = undefined;
      this.view.dispatch({ effects: prune.of(performance.now() - life) });
    }, Math.max(left, 0) + 1);
  }
}
