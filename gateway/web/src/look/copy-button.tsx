import { useEffect, useState } from "react";
import { Button, type Tone } from "./button";
import { Icon, type IconName } from "./icon";

/** How long a button says what became of the copy, in ms. */
const SAID_MS = 2000;

/** Copies text, or what it is when pressed, and says so in its own label for 2 s. `name` tells a screen reader what is copied. */
export function CopyButton(props: { text: string | (() => string); label?: string; name?: string; icon?: IconName; tone?: Tone; small?: boolean }) {
  const { text, label = "Copy", name, icon = "copy", ...looks } = props;
  const [said, copy] = useCopy();
  return (
    <Button {...looks} icon={said === "Copied" ? "check" : icon} aria-label={name && !said ? `${label} ${name}` : undefined} onClick={() => void copy(typeof text === "string" ? text : text())}>
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  );
}

/** A short text that is also the button that copies something, as an invite code that copies its link. */
export function CopyChip({ text, label, name }: { text: string; label: string; name: string }) {
  const [said, copy] = useCopy();
  return (
    <button type="button" className="chip" aria-label={said ? undefined : `${label}, ${name}`} onClick={() => void copy(text)}>
      <Icon name={said === "Copied" ? "check" : "link"} size={14} />
      <span aria-live="polite">{said ?? label}</span>
    </button>
  );
}

function useCopy(): [string | undefined, (text: string) => Promise<void>] {
  const [said, say] = useState<string>();
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => say(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (text: string) => say((await written(text)) ? "Copied" : "Not copied");
  return [said, copy];
}

/** Pages outside a secure context have no clipboard at all, and a browser may refuse it. */
async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
