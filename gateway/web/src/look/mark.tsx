import { classNames } from "./class-names";

/** Which of the two somebody is: 0 is the host, 1 the participant. Selects hue and shape (`peer-0`, `peer-1`). */
export type Peer = 0 | 1;

/** How big a mark is: 18, 24 or 32 px. */
export type MarkSize = "small" | "medium" | "large";

interface MarkProps {
  readonly peer: Peer;
  readonly name: string;
  readonly size?: MarkSize;
  /** The connection is lost: the mark is hollow. */
  readonly away?: boolean;
  /** Says the name to a screen reader; leave it out where the name stands beside. */
  readonly labelled?: boolean;
}

/** Somebody's mark: the host's is an apricot square, the participant's a violet circle, with their initials. */
export function Mark({ peer, name, size = "medium", away, labelled }: MarkProps) {
  const said = labelled ? { role: "img", "aria-label": away ? `${name}, connection lost` : name } : { "aria-hidden": true };
  return (
    <span className={classNames("mark", `peer-${peer}`, size !== "medium" && size, away && "away")} {...said}>
      {initials(name)}
    </span>
  );
}

/** A seat that nobody has: a dashed circle. */
export function FreeSeat({ size = "medium" }: { size?: MarkSize }) {
  return <span className={classNames("mark free", size !== "medium" && size)} role="img" aria-label="Free seat" />;
}

/** Somebody's hue and shape without initials, 8 px. */
export function Point({ peer }: { peer: Peer }) {
  return <span className={`point peer-${peer}`} aria-hidden="true" />;
}

interface SeatsProps {
  readonly host: string;
  /** Missing while the seat is free. */
  readonly participant?: string;
  readonly size?: MarkSize;
}

/** Two places, always drawn. */
export function Seats({ host, participant, size }: SeatsProps) {
  return (
    <span className="seats">
      <Mark peer={0} name={host} size={size} />
      {participant === undefined ? <FreeSeat size={size} /> : <Mark peer={1} name={participant} size={size} />}
    </span>
  );
}

/** One or two letters for a name: `Mira Okafor` is MO, `mira` is MI. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  if (!first) return "?";
  const last = words.length > 1 ? words.at(-1) : undefined;
  const letters = last ? [...first].slice(0, 1).concat([...last].slice(0, 1)) : [...first].slice(0, 2);
  return letters.join("").toUpperCase();
}
