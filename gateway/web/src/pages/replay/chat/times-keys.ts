import type { KeyboardEvent } from "react";

/** For the log, which is one stop of the Tab key: the arrows go from time to time, first to those beside the line with the clock. */
export function moveAmongTimes(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("button.replay-jump, [aria-current]")];
  const focused = stops.indexOf(event.target as HTMLElement);
  const from = focused >= 0 ? focused : stops.findIndex(isNow);
  // The line itself is no stop.
  const next = [stops[from + step], stops[from + 2 * step]].find((stop) => stop !== undefined && !isNow(stop));
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function isNow(stop: HTMLElement): boolean {
  return stop.hasAttribute("aria-current");
}
