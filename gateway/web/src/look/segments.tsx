import { classNames } from "./class-names";

interface SegmentsProps<T extends string> {
  /** What is chosen, for a screen reader; or the id of the element that says it. */
  readonly label?: string;
  readonly labelledBy?: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** As wide as its place. */
  readonly wide?: boolean;
  readonly className?: string;
}

/** A choice of a few, all in sight. */
export function Segments<T extends string>({ label, labelledBy, options, value, onChange, wide, className }: SegmentsProps<T>) {
  return (
    <div className={classNames("segments", wide && "w-full", className)} role="group" aria-label={label} aria-labelledby={labelledBy}>
      {options.map((option) => (
        <button key={option.value} type="button" className={classNames(wide && "flex-1")} aria-pressed={option.value === value} onClick={() => onChange(option.value)}>
          {option.label}
        </button>
      ))}
    </div>
  );
}
