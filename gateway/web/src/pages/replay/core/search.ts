/** How many of the items, sorted by `t`, happened by the instant. */
export function countBy(items: readonly { readonly t: number }[], instant: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && item.t <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last of the items, sorted by `t`, that happened by the instant. */
export function lastBy<T extends { readonly t: number }>(
  items: readonly T[],
  instant: number,
): T | undefined {
  return items[countBy(items, instant) - 1];
}
