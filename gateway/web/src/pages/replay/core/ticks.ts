/** Steps of a time axis that read well, in milliseconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000);
/** The most labels that stand side by side on a wide dock. */
const MOST = 10;

/** Where a time axis of this length has labels, in milliseconds. */
export function ticks(length: number): number[] {
  const step = STEPS.find((each) => length / each < MOST) ?? Math.ceil(length / MOST / 3_600_000) * 3_600_000;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}
