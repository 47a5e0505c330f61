import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { classNames } from "./class-names";
import { Icon, type IconName } from "./icon";

/** A line of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  /** Given, the line is a choice, on or off. */
  readonly checked?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  /** What the button says to a screen reader; without it, `trigger` is its name. */
  readonly label?: string;
  /** What the button shows. */
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
  /** Not chosen but read, above the lines. */
  readonly head?: ReactNode;
  readonly className?: string;
}

/** A button that opens a menu below itself. Arrows, Home, End and first letters move, Escape goes back. */
export function Menu({ label, trigger, items, head, className = "btn quiet" }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  return (
    <>
      <button ref={button} type="button" className={className} aria-label={label} aria-haspopup="menu" popoverTarget={id} aria-controls={id}>
        {trigger}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="menu"
        onBeforeToggle={(event) => event.newState === "open" && place(event.currentTarget, button.current)}
        onToggle={(event) => event.newState === "open" && lines(event.currentTarget)[0]?.focus()}
        onKeyDown={move}
      >
        {head}
        <div role="menu" aria-label={label ?? "Menu"}>
          {items.map((item) => <Line key={item.label} item={item} done={() => menu.current?.hidePopover()} />)}
        </div>
      </div>
    </>
  );
}

function Line({ item, done }: { item: MenuItem; done: () => void }) {
  const choose = () => {
    done();
    item.onSelect();
  };
  const choice = item.checked === undefined ? { role: "menuitem" } : { role: "menuitemcheckbox", "aria-checked": item.checked };
  return (
    <button type="button" {...choice} tabIndex={-1} className={classNames(item.danger && "danger")} onClick={choose}>
      {item.icon && <Icon name={item.icon} />}
      <span className="grow">{item.label}</span>
      {item.checked && <Icon name="check" />}
    </button>
  );
}

function lines(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
}

/** Below the button, on the side where there is room. */
function place(menu: HTMLElement, button: HTMLElement | null): void {
  if (!button) return;
  const box = button.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const onRight = box.left + box.right > width;
  menu.style.setProperty("--menu-top", `${box.bottom + 4}px`);
  menu.style.setProperty("--menu-left", onRight ? "auto" : `${Math.max(8, box.left)}px`);
  menu.style.setProperty("--menu-right", onRight ? `${Math.max(8, width - box.right)}px` : "auto");
}

function move(event: KeyboardEvent<HTMLElement>): void {
  const all = lines(event.currentTarget);
  const at = all.findIndex((line) => line === document.activeElement);
  const next = target(event.key, at, all);
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function target(key: string, at: number, all: HTMLElement[]): HTMLElement | undefined {
  const count = all.length;
  if (key === "ArrowDown") return all[(at + 1) % count];
  if (key === "ArrowUp") return all[(at - 1 + count) % count];
  if (key === "Home") return all[0];
  if (key === "End") return all[count - 1];
  if (key.length !== 1 || key === " ") return undefined;
  const turned = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return turned.find((line) => line.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}
