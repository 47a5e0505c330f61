// Programs that we start, and that end with us, however we end.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { inTime } from "./patience.mjs";

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Starts a program as `spawn` does. */
export function start(program, flags, options) {
  const child = spawn(program, flags, options);
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** Ends a program by a signal, unless it has ended. */
export async function end(child, signal) {
  if (!running.has(child)) return;
  child.kill(signal);
  await inTime(`${child.spawnfile} ends by ${signal}`, once(child, "exit"));
}
