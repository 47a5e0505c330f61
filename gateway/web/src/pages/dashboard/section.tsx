import { type ReactNode, useId } from "react";

/** A part of the dashboard: its title, how many are in it, and what is in it. */
export function Section({ title, count, children }: { title: string; count?: string | undefined; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="mb-3 flex h-5 items-center gap-2 px-px">
        <h2 id={id} className="text-13">{title}</h2>
        {count && <span className="num text-12 text-text-3">{count}</span>}
      </div>
      {children}
    </section>
  );
}
