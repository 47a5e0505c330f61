/**
 * Moments as every page says them, by the reader's own clock. Not by `Intl`: a browser takes 20 to
 * 60 ms to make its first formatter, which a page that opens would wait for.
 */

/** The time of day, as `10:31`. */
export function clock(at: number): string {
  const date = new Date(at);
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** The day, as `Fri 20 Nov`. */
export function shortDay(at: number): string {
  // ECMAScript fixes the form: `Fri Nov 20 2026`, in English.
  const [weekday, month, day] = new Date(at).toDateString().split(" ");
  return `${weekday} ${Number(day)} ${month}`;
}

/** The day with its year, as `Fri 20 Nov 2026`. */
export function fullDay(at: number): string {
  return `${shortDay(at)} ${new Date(at).getFullYear()}`;
}

/** All of it, for hover: `Fri 20 Nov 2026, 10:31:07`. */
export function exactTime(at: number): string {
  return `${fullDay(at)}, ${clock(at)}:${twoDigits(new Date(at).getSeconds())}`;
}

/** A part of a time as clocks show it, as `07`. */
export function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}
