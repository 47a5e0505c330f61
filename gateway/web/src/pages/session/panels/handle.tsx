import { type KeyboardEvent, type PointerEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { afterKey, keptWidth, PANELS, type SidePanel, within } from "./width";

interface HandleProps {
  readonly panel: SidePanel;
  /** What a screen reader calls it. */
  readonly label: string;
  /** The element whose grid reads the width. */
  readonly frame: RefObject<HTMLElement | null>;
}

/** The gap beside a panel: drag it, or move it by arrows; a double click resets it. The browser keeps the width. */
export function Handle({ panel, label, frame }: HandleProps) {
  const limits = PANELS[panel];
  const grows = panel === "problem" ? "ArrowRight" : "ArrowLeft";
  const [width, setWidth] = useWidth(panel, frame);
  const dragged = useRef<{ x: number; width: number } | null>(null);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    dragged.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!dragged.current) return;
    const moved = (event.clientX - dragged.current.x) / rootScale();
    setWidth(within(limits, dragged.current.width + (grows === "ArrowRight" ? moved : -moved)));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const next = afterKey(limits, width, event.key, grows);
    if (next === null) return;
    event.preventDefault();
    setWidth(next);
  };
  return (
    <div
      className={`handle of-${panel}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={limits.min}
      aria-valuemax={limits.max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onLostPointerCapture={() => (dragged.current = null)}
      onDoubleClick={() => setWidth(limits.usual)}
      onKeyDown={onKeyDown}
    />
  );
}

function useWidth(panel: SidePanel, frame: RefObject<HTMLElement | null>): [number, (width: number) => void] {
  const key = `hirehub.width.${panel}`;
  const [width, setWidth] = useState(() => keptWidth(panel, localStorage.getItem(key)));
  useLayoutEffect(() => {
    frame.current?.style.setProperty(`--w-${panel}`, `${width / 16}rem`);
  }, [frame, panel, width]);
  const keep = (next: number) => {
    setWidth(next);
    localStorage.setItem(key, String(next));
  };
  return [width, keep];
}

/** How many pixels of this reader one pixel of the look is: it follows the size they set for text. */
function rootScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}
