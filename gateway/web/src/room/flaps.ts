import type { SystemRow } from "./types";

/** Whoever comes back within this time was never gone, to a reader. */
const SILENT_MS = 30_000;

interface Absence {
  readonly row: SystemRow;
  readonly timer: ReturnType<typeof setTimeout>;
  isShown: boolean;
}

/** Keeps lost connections that came back soon out of the rows, live and in history alike. */
export class Flaps {
  readonly #absences = new Map<string, Absence>();

  constructor(private readonly rows: { readonly show: (row: SystemRow) => void; readonly hide: (row: SystemRow) => void }) {}

  /** Shows the row once its time has passed, unless they are back by then. */
  lost(row: SystemRow): void {
    this.forget(row.userId);
    // By the server's clock, which ours may be far behind.
    const wait = Math.min(SILENT_MS, Math.max(0, row.at + SILENT_MS - Date.now()));
    const absence: Absence = { row, timer: setTimeout(() => this.#show(absence), wait), isShown: false };
    this.#absences.set(row.userId, absence);
  }

  /** Whether this only ends a short absence: then neither row is shown. */
  joined(row: SystemRow): boolean {
    const absence = this.#absences.get(row.userId);
    if (!absence) return false;
    this.forget(row.userId);
    const wasShort = row.at - absence.row.at < SILENT_MS;
    if (!wasShort) this.#show(absence);
    else if (absence.isShown) this.rows.hide(absence.row);
    return wasShort;
  }

  /** They are gone for good: that they lost the line before is no news. */
  forget(userId: string): void {
    clearTimeout(this.#absences.get(userId)?.timer);
    this.#absences.delete(userId);
  }

  clear(): void {
    [...this.#absences.keys()].forEach((userId) => this.forget(userId));
  }

  #show(absence: Absence): void {
    if (!absence.isShown) this.rows.show(absence.row);
    absence.isShown = true;
  }
}
