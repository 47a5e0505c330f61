import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = process.env["HIREHUB"];
if (program === undefined && process.env["CI"] === "true") throw new Error("HIREHUB names no program to test against");
if (program === undefined) console.warn("NOT RUN: what needs a real gateway. HIREHUB=path/to/hirehub runs it.");

/** Whether there is a program to test against. */
export const hasProgram = program !== undefined;

/** A running `hirehub` on free ports, and its data, which outlives a restart. */
export class Stack {
  #child: ChildProcess | null = null;
  #addresses: Record<string, string> = {};

  private constructor(private readonly home: string) {}

  static async start(): Promise<Stack> {
    const stack = new Stack(await mkdtemp(join(tmpdir(), "hirehub-web-")));
    await stack.run();
    return stack;
  }

  /** Where the gateway is; the same after a restart. */
  get origin(): string {
    return `http://${this.#addresses["gateway"]}`;
  }

  /** Starts the program, on the addresses it had. */
  async run(): Promise<void> {
    const flags = ["gateway", "session", "chat", "chat-internal"].map(
      (name) => `--${name}-addr=${this.#addresses[name] ?? "127.0.0.1:0"}`,
    );
    this.#child = spawn(program ?? "", ["--data-dir=data", ...flags], { cwd: this.home, env: {}, stdio: ["ignore", "pipe", "ignore"] });
    this.#addresses = await ready(this.#child);
  }

  /** Ends it without any warning. */
  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.home, { recursive: true });
  }
}

/** The addresses in its line `ready NAME=HOST:PORT …`. */
function ready(child: ChildProcess): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) return reject(new Error("hirehub says nothing"));
    createInterface(child.stdout)
      .on("line", (line) => {
        if (!line.startsWith("ready ")) return;
        resolve(Object.fromEntries(Array.from(line.matchAll(/(\S+)=(\S+)/g), ([, name, address]) => [name, address])));
      })
      .on("close", () => reject(new Error("hirehub ended before it was ready")));
  });
}
