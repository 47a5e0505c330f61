// Waiting for what must happen, never for time to pass.

/** Milliseconds that anything which must happen may take. */
export const PATIENCE = 60_000;
/** Milliseconds between two looks at a page that has no event for what we wait for. */
const LOOK = 50;

/** Rejects, saying what did not happen, when `event` takes too long. */
export async function inTime(what, event) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`in vain: ${what}`)), PATIENCE);
  });
  return Promise.race([event, late]).finally(() => clearTimeout(timer));
}

/** Looks until `look` returns something true, and returns it; says what it saw last if it never does. */
export async function until(what, look) {
  const end = Date.now() + PATIENCE;
  let seen;
  while (Date.now() < end) {
    seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  throw new Error(`in vain: ${what}`);
}
