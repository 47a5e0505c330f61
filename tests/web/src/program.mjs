// A running `hirehub` that can be killed and started again where it was.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { end, start } from "./child.mjs";
import { inTime } from "./patience.mjs";

/** The program named by HIREHUB, on free ports and in a folder of its own. */
export class Program {
  #folder;
  #child;
  #gateway = "127.0.0.1:0";
  /** Whether it has been away while people were there. */
  wasKilled = false;

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
    this.#child = start(process.env.HIREHUB, [...flags, ...ui], {
      cwd: this.#folder,
      env: { RUST_LOG: "error" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#gateway = await inTime("hirehub is ready", gateway(this.#child));
  }

  /** Ends it without a warning, as a crash does. */
  async kill() {
    this.wasKilled = true;
    await end(this.#child, "SIGKILL");
  }

  /** Ends it and forgets what it kept. */
  async stop() {
    await end(this.#child, "SIGTERM");
    await rm(this.#folder, { recursive: true, force: true });
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
