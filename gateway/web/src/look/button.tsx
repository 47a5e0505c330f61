import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";
import { classNames } from "./class-names";
import { Icon, type IconName } from "./icon";
import { keyName } from "./shortcut";

/**
 * What a button is for: `go` is the likeliest next step (one a view), `quiet` steps back, `danger` is
 * quiet and leads to a loss, `end` is its outlined form, `final` confirms a loss in a dialog.
 */
export type Tone = "plain" | "go" | "quiet" | "danger" | "end" | "final";

interface Looks {
  readonly tone?: Tone;
  readonly small?: boolean;
  readonly icon?: IconName;
  /** The key that does the same, as `N`; shown where there is a keyboard. */
  readonly shortcut?: string;
}

const TONES: Record<Tone, string> = { plain: "", go: "go", quiet: "quiet", danger: "quiet danger", end: "end", final: "final" };

function looks({ tone = "plain", small, icon }: Looks, text: ReactNode, className?: string): string {
  return classNames("btn", TONES[tone], small && "small", icon && !text && "icon", className);
}

function Content({ icon, shortcut, children }: Looks & { children?: ReactNode }) {
  return (
    <>
      {icon && <Icon name={icon} />}
      {children}
      {shortcut && <kbd aria-hidden="true">{keyName(shortcut)}</kbd>}
    </>
  );
}

/** A button. Without text it is an icon button and needs an `aria-label`. It submits only with `type="submit"`. */
export function Button({ tone, small, icon, shortcut, className, children, ...rest }: Looks & ComponentProps<"button">) {
  return (
    <button type="button" className={looks({ tone, small, icon }, children, className)} {...rest}>
      <Content icon={icon} shortcut={shortcut}>{children}</Content>
    </button>
  );
}

interface LinkButtonProps extends Looks {
  /** A path of this site. */
  readonly href: string;
  readonly className?: string;
  readonly children?: ReactNode;
  readonly "aria-label"?: string;
}

/** A link within this site that looks as a button. */
export function LinkButton({ tone, small, icon, shortcut, className, children, ...rest }: LinkButtonProps) {
  return (
    <Link className={looks({ tone, small, icon }, children, className)} {...rest}>
      <Content icon={icon} shortcut={shortcut}>{children}</Content>
    </Link>
  );
}
