/** How wide a panel at the side may be; px at a root size of 16, as all measures of the look. */
export interface Limits {
  readonly min: number;
  readonly max: number;
  /** What it is until somebody moves the handle, and after a double click. */
  readonly usual: number;
}

/** The side panels. The editor between them keeps at least 480: then they give way, by the grid. */
export const PANELS = {
  problem: { min: 280, max: 560, usual: 400 },
  chat: { min: 280, max: 480, usual: 344 },
} as const satisfies Record<string, Limits>;

/** A panel with a handle. */
export type SidePanel = keyof typeof PANELS;

/** An arrow key moves a handle by this much. */
export const STEP = 16;

/** The width within its limits, whole. */
export function within({ min, max }: Limits, width: number): number {
  return Math.round(Math.min(Math.max(width, min), max));
}

/** The width after a key on the handle; `grows` is the arrow that makes it wider. Null: the key means nothing here. */
export function afterKey(limits: Limits, width: number, key: string, grows: "ArrowLeft" | "ArrowRight"): number | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowRight":
      return within(limits, width + (key === grows ? STEP : -STEP));
    case "Home":
      return limits.min;
    case "End":
      return limits.max;
    default:
      return null;
  }
}

/** What this browser kept; anything else is the usual width. */
export function keptWidth(panel: SidePanel, kept: string | null): number {
  const width = Number.parseFloat(kept ?? "");
  return Number.isFinite(width) ? within(PANELS[panel], width) : PANELS[panel].usual;
}
