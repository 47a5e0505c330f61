import { useState } from "react";
import { Menu } from "../../../look/menu";
import { enableKeys, keysEnabled } from "../../../look/shortcut";

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ["Space", "Play, pause"],
  ["← →", "5 seconds"],
  ["Shift ← →", "30 seconds"],
  ["[ ]", "Previous, next mark"],
  [", .", "Slower, faster"],
];

/** What the keys do, and the switch for those that are a single character. */
export function KeysMenu() {
  const [enabled, setEnabled] = useState(keysEnabled);
  const toggle = () => {
    enableKeys(!enabled);
    setEnabled(!enabled);
  };
  const head = (
    <dl className="dock-keys">
      {KEYS.map(([keys, does]) => (
        <div key={keys}>
          <dt><kbd>{keys}</kbd></dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
  return <Menu trigger="Keys" className="btn quiet small max-mid:hidden" head={head} items={[{ label: "Use single keys", checked: enabled, onSelect: toggle }]} />;
}
