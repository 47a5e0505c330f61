// A running `hirehub` that can be killed and started again where it was.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inTime } from "./patience.mjs";

/** What runs now: it must not outlive us, however we end. */
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** The program named by HIREHUB, on free ports and in a folder of its own. */
export class Program {
  #folder;
  #child;
  #gateway = "127.0.0.1:0";

  static async start() {
    const program = new Program();
    program.#folder = await mkdtemp(join(tmpdir(), "hirehub-web-"));
    await program.start();
    return program;
  }

  /** Where the page is: `http://127.0.0.1:PORT`. The same after every start. */
  get url() {
    return `http://${this.#gateway}`;
  }

  /** Starts on what it has kept. */
  async start() {
    const others = ["session", "chat", "chat-internal"].map((name) => `--${name}-addr=127.0.0.1:0`);
    const flags = ["--data-dir=data", `--gateway-addr=${this.#gateway}`, ...others];
    const ui = process.env.HIREHUB_UI_DIR ? [`--ui-dir=${process.env.HIREHUB_UI_DIR}`] : [];
    this.#child = spawn(process.env.HIREHUB, [...flags, ...ui], {
      cwd: this.#folder,
      env: { RUST_LOG: "error" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const child = this.#child;
    running.add(child);
    child.once("exit", () => running.delete(child));
    this.#gateway = await inTime("hirehub is ready", gateway(this.#child));
  }

  /** Ends it without a warning, as a crash does. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** Ends it and forgets what it kept. */
  async stop() {
    await this.#end("SIGTERM");
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(signal) {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill(signal);
    await inTime(`hirehub ends by ${signal}`, once(this.#child, "exit"));
  }
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
