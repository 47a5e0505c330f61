import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { Icon, type IconName } from "./icon";
import { Spinner } from "./wait";

/** How grave it is: `calm` is no fault, `warn` mends itself, `bad` needs the person, `good` closes the story. */
export type BannerTone = "calm" | "warn" | "bad" | "good";

interface BannerProps {
  readonly tone?: BannerTone;
  /** Without one there is a turning wheel: something goes on. */
  readonly icon?: IconName;
  /** What happened, a short sentence. */
  readonly title: string;
  /** What is safe, what to do. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** One line above the content that says the state of things. It is announced; `bad` at once. */
export function Banner({ tone = "warn", icon, title, children, action }: BannerProps) {
  return (
    <div className={classNames("banner", tone)} role={tone === "bad" ? "alert" : "status"}>
      {icon ? <Icon name={icon} /> : <Spinner />}
      <span className="grow">
        <b className="font-bold">{title}</b> {children && <span className="text-text-2">{children}</span>}
      </span>
      {action}
    </div>
  );
}
