import { useKeydown } from "../../look/keydown";
import { keysEnabled } from "../../look/shortcut";
import type { Player } from "./core/player";

/** What the arrow keys step, in milliseconds. */
const STEP = 5000;
/** With Shift. */
const BIG_STEP = 30_000;

/** The keys of the replay, everywhere on the page but in fields. Those of a single character can be switched off. */
export function useReplayKeys(player: Player): void {
  useKeydown((event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = isFree(event) ? actionOf(event, player) : undefined;
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}

function actionOf({ key, shiftKey }: KeyboardEvent, player: Player): (() => void) | undefined {
  const step = shiftKey ? BIG_STEP : STEP;
  if (key === "ArrowLeft") return () => player.step(-step);
  if (key === "ArrowRight") return () => player.step(step);
  if (!keysEnabled()) return undefined;
  switch (key) {
    case " ":
      return () => player.toggle();
    case "[":
      return () => player.stepMark(-1);
    case "]":
      return () => player.stepMark(1);
    case ",":
      return () => player.stepSpeed(-1);
    case ".":
      return () => player.stepSpeed(1);
    default:
      return undefined;
  }
}

/** Whether the key is not for what has the focus: a button takes Space, what scrolls sideways takes the arrows. */
function isFree({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return true;
  if (target.closest("input:not([type=range]), textarea, select, [role=menu], [role=tablist], [role=separator]")) return false;
  if (key === " ") return target.closest("button, a, summary") === null;
  return !key.startsWith("Arrow") || target.closest(".cm-editor, pre") === null;
}
