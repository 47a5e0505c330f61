/**
 * Moments as every page says them, by the reader's own clock. Not by `Intl`: a browser takes 20 to
 * 60 ms to make its first formatter, which a page that opens would wait for.
 */

/** The time of day, as `10:31`. */
export function clock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The day, as `Fri 20 Nov`. */
export function shortDay(at: number): string {
  const { weekday, day, month } = dayParts(at);
  return `${weekday} ${day} ${month}`;
}

/** The day with its year, as `Fri 20 Nov 2026`. */
export function fullDay(at: number): string {
  return `${shortDay(at)} ${dayParts(at).year}`;
}

/** All of it, for hover: `Fri 20 Nov 2026, 10:31:07`. */
export function exactTime(at: number): string {
  return `${fullDay(at)}, ${clock(at)}:${two(new Date(at).getSeconds())}`;
}

/** ECMAScript fixes the form: `Fri Nov 20 2026`, in English. */
function dayParts(at: number) {
  const [weekday = "", month = "", day = "", year = ""] = new Date(at).toDateString().split(" ");
  return { weekday, month, day: Number(day), year };
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}
