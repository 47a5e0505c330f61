/** An instant as a clock shows it: 0:00, 18:42, 1:02:03. */
export function clockWords(instant: number): string {
  const { hours, minutes, seconds } = parts(instant);
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** An instant as it is spoken: 18 minutes 42 seconds. */
export function spokenTime(instant: number): string {
  const { hours, minutes, seconds } = parts(instant);
  const words = [counted(hours, "hour"), counted(minutes, "minute"), counted(seconds, "second")];
  return words.filter((word) => !word.startsWith("0 ")).join(" ") || "0 seconds";
}

/** A length in whole minutes: 47 min; under a minute in seconds. */
export function lengthWords(length: number): string {
  return length < 60_000 ? `${Math.round(length / 1000)} s` : `${Math.round(length / 60_000)} min`;
}

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

function parts(instant: number): { hours: number; minutes: number; seconds: number } {
  const all = Math.floor(instant / 1000);
  return { hours: Math.floor(all / 3600), minutes: Math.floor(all / 60) % 60, seconds: all % 60 };
}
