import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";

interface EmptyProps {
  readonly icon?: IconName;
  /** One bold line without a full stop. */
  readonly title: string;
  /** One or two sentences: what will be here, or what is safe, and what to do. */
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string;
}

/** What stands where there is nothing, or nothing any more, or nothing for this person. */
export function Empty({ icon, title, children, actions, className }: EmptyProps) {
  return (
    <div className={`empty ${className ?? ""}`}>
      {icon && <Icon name={icon} size={20} />}
      <b>{title}</b>
      <p>{children}</p>
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}
