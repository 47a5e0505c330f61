import { type ReactNode, useEffect, useState } from "react";

/** An answer that comes within this time shows no waiting at all, in ms. */
const FAST_MS = 150;

/** Shows what is inside after 150 ms, so that fast answers do not flash. */
export function Delayed({ children }: { children: ReactNode }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), FAST_MS);
    return () => clearTimeout(timer);
  }, []);
  return late ? children : null;
}

/** One grey shape; its size and corners come by class. Put them in `Delayed`. */
export function Skeleton({ className }: { className?: string }) {
  return <span className={`skeleton ${className ?? ""}`} aria-hidden="true" />;
}

/** A turning wheel. It has no name: the words beside it say what goes on. */
export function Spinner() {
  return <span className="spinner" aria-hidden="true" />;
}
