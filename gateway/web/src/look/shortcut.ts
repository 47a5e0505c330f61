import { useKeydown } from "./keydown";

/**
 * Calls `action` when a single key is pressed outside fields, with no dialog open. Single letters can
 * be switched off by the reader (WCAG 2.1.4): see `keysEnabled`.
 */
export function useKey(key: string, action: () => void): void {
  useKeydown((event) => {
    if (event.key.toLowerCase() !== key || event.defaultPrevented || !isFree(event) || !keysEnabled()) return;
    event.preventDefault();
    action();
  });
}

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** A key as this computer's keyboard has it: `Ctrl S`, on a Mac `⌘ S`. */
export function keyName(key: string): string {
  return IS_APPLE ? key.replace("Ctrl", "⌘") : key;
}

const OFF = "hirehub.keys-off";

/** Whether single letters do something in this browser. */
export function keysEnabled(): boolean {
  return localStorage.getItem(OFF) === null;
}

/** Switches single letters on or off in this browser. */
export function enableKeys(enabled: boolean): void {
  if (enabled) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

function isFree(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (document.querySelector("dialog[open]")) return false;
  const target = event.target;
  return !(target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)));
}
