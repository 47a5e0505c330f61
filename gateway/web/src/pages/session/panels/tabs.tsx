import type { KeyboardEvent } from "react";
import { badgeOf } from "../chat/unread";

/** A panel of the room. */
export type PanelName = "problem" | "code" | "chat";

/** In the order of the focus, of the tabs, and of `Alt 1 2 3`. */
export const PANEL_NAMES: readonly PanelName[] = ["problem", "code", "chat"];

const LABELS: Record<PanelName, string> = { problem: "Problem", code: "Code", chat: "Chat" };

interface TabsProps {
  readonly shown: PanelName;
  readonly onShow: (panel: PanelName) => void;
  /** Unread messages. */
  readonly unread: number;
}

/** Which panel a narrow page shows: one at a time. */
export function Tabs({ shown, onShow, unread }: TabsProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const next = neighbour(shown, event.key);
    if (!next) return;
    event.preventDefault();
    onShow(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <nav className="tabs-bar" aria-label="Panels">
      <div className="tabs" role="tablist" onKeyDown={onKeyDown}>
        {PANEL_NAMES.map((panel) => (
          <button
            key={panel}
            type="button"
            role="tab"
            id={`tab-${panel}`}
            aria-controls={panel}
            aria-selected={panel === shown}
            tabIndex={panel === shown ? 0 : -1}
            onClick={() => onShow(panel)}
          >
            {LABELS[panel]}
            {panel === "chat" && unread > 0 && <Badge count={unread} />}
          </button>
        ))}
      </div>
    </nav>
  );
}

function Badge({ count }: { count: number }) {
  return (
    <span className="badge">
      {badgeOf(count)}
      <span className="sr-only"> unread</span>
    </span>
  );
}

function neighbour(shown: PanelName, key: string): PanelName | undefined {
  const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  const at = PANEL_NAMES.indexOf(shown) + step;
  return step === 0 ? undefined : PANEL_NAMES.at(at % PANEL_NAMES.length);
}
