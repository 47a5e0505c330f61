import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "./class-names";
import { Icon } from "./icon";

/** What a control needs so that its label, hint and error are read with it. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-invalid"?: true;
  readonly "aria-describedby"?: string;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with the value, a sentence. */
  readonly error?: string;
  readonly className?: string;
  /** Draws the control with the given attributes. */
  readonly children: (control: ControlProps) => ReactNode;
}

/** A named control with its hint or error below. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const below = error || hint ? `${id}-below` : undefined;
  return (
    <div className={classNames("field", className)}>
      <label className="label" htmlFor={id}>{label}</label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": below })}
      {error ? <FieldError id={below}>{error}</FieldError> : hint && <p className="hint" id={below}>{hint}</p>}
    </div>
  );
}

/** What is wrong with a value, below it. */
export function FieldError({ id, children }: { id?: string; children: string }) {
  return (
    <p className="error" id={id}>
      <Icon name="warning" />
      <span>{children}</span>
    </p>
  );
}

/** A named group of controls, such as options or rows. */
export function FieldGroup({ label, hint, error, className, role = "group", children }: Omit<FieldProps, "children"> & { role?: "group" | "radiogroup"; children: ReactNode }) {
  const id = useId();
  const below = error || hint ? `${id}-below` : undefined;
  return (
    <div className={classNames("field", className)} role={role} aria-labelledby={id} aria-describedby={below}>
      <span className="label" id={id}>{label}</span>
      {children}
      {error ? <FieldError id={below}>{error}</FieldError> : hint && <p className="hint" id={below}>{hint}</p>}
    </div>
  );
}

/** A line of text. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={classNames("input", className)} {...rest} />;
}

/** Several lines of text. */
export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={classNames("input", className)} {...rest} />;
}

/** One of a short list. */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={classNames("select", className)} {...rest} />;
}

/** A line to search by, with its glass. It needs an `aria-label` or a label. */
export function SearchInput({ className, ...rest }: ComponentProps<"input">) {
  return (
    <div className={classNames("with-icon", className)}>
      <Icon name="search" />
      <input className="input" type="text" inputMode="search" autoComplete="off" spellCheck={false} {...rest} />
    </div>
  );
}

/** On or off, with its words beside it. */
export function Check({ label, hint, ...rest }: ComponentProps<"input"> & { label: string; hint?: string }) {
  return (
    <label className="check">
      <input type="checkbox" {...rest} />
      <span>
        {label}
        {hint && <span className="hint block">{hint}</span>}
      </span>
    </label>
  );
}
