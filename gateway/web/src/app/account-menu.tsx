import { useState } from "react";
import { Icon } from "../look/icon";
import { initials } from "../look/mark";
import { Menu } from "../look/menu";
import { enableKeys, keysEnabled } from "../look/shortcut";

/** Who is signed in, and what they can change about it. */
export function AccountMenu({ name, onSignOut }: { name: string; onSignOut: () => void }) {
  const [keys, setKeys] = useState(keysEnabled);
  const toggleKeys = () => {
    enableKeys(!keys);
    setKeys(!keys);
  };
  const trigger = (
    <>
      <span className="initials" aria-hidden="true">{initials(name)}</span>
      <span className="max-w-48 truncate max-mid:sr-only">{name}</span>
      <Icon name="down" />
    </>
  );
  return (
    <Menu
      trigger={trigger}
      items={[
        { label: "Single-key shortcuts", icon: "key", checked: keys, onSelect: toggleKeys },
        { label: "Sign out", icon: "leave", onSelect: onSignOut },
      ]}
    />
  );
}
