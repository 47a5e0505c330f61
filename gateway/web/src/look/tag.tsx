import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** A fact in a row of facts. */
export function Tag({ children }: { children: ReactNode }) {
  return <span className="tag">{children}</span>;
}

/** How hard something is. */
export type Level = "Easy" | "Medium" | "Hard";

/** In the order of growing difficulty. */
export const LEVELS: readonly Level[] = ["Easy", "Medium", "Hard"];

/** One to three bars and the word; never a colour. */
export function Difficulty({ level }: { level: Level }) {
  const height = LEVELS.indexOf(level);
  return (
    <span className="tag">
      <span className="bars" aria-hidden="true">
        {LEVELS.map((bar, index) => <i key={bar} className={classNames(index <= height && "on")} />)}
      </span>
      {level}
    </span>
  );
}
