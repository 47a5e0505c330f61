// What the command line says.

import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

/** The numbers given as `--NAME N`, by name; `seed` is one at random unless it is given. */
export function options(defaults) {
  const all = { seed: randomInt(2 ** 32), ...defaults };
  const names = Object.keys(all).map((name) => [name, { type: "string" }]);
  const { values } = parseArgs({ options: Object.fromEntries(names) });
  const given = Object.entries(values).map(([name, value]) => [name, Number(value)]);
  return { ...all, ...Object.fromEntries(given) };
}
