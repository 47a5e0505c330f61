// A running `hirehub`, stopped by its own process id, and how people sign in to it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Milliseconds that anything which must happen may take. */
export const PATIENCE = 30_000;

/** Rejects, saying what did not happen, when `event` takes too long. */
export async function inTime(what, event) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`in vain: ${what}`)), PATIENCE);
  });
  return Promise.race([event, late]).finally(() => clearTimeout(timer));
}

/** Runs the program named by HIREHUB on free ports; calls `use` with the gateway's address. */
export async function running(directory, use, options = []) {
  const ports = ["gateway", "session", "chat", "chat-internal"].map((name) => `--${name}-addr=127.0.0.1:0`);
  const child = spawn(process.env.HIREHUB, ["--data-dir=data", ...ports, ...options], {
    cwd: directory,
    env: {},
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    return await use(await inTime("hirehub is ready", gateway(child)));
  } finally {
    await stop(child);
  }
}

/** Development sign-in, as the start page does it; what comes back is also a call's options. */
export async function signIn(gateway, userId, displayName) {
  const answer = await fetch(`http://${gateway}/dev/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_id: userId, display_name: displayName }),
  });
  assert.equal(answer.status, 200, `${userId} signs in`);
  const { token } = await answer.json();
  return { userId, headers: { authorization: `Bearer ${token}` } };
}

/** From its line `ready NAME=HOST:PORT ...`. */
function gateway(child) {
  return new Promise((resolve, reject) => {
    createInterface(child.stdout)
      .on("line", (line) => {
        const address = /^ready .*\bgateway=(\S+)/.exec(line)?.[1];
        if (address) resolve(address);
      })
      .on("close", () => reject(new Error("hirehub ended before it was ready")));
  });
}

async function stop(child) {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await inTime("hirehub ends when asked", once(child, "exit")).catch((error) => {
    child.kill("SIGKILL");
    throw error;
  });
}
