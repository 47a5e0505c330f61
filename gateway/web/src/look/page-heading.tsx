import type { ReactNode } from "react";
import { useArrival, usePageTitle } from "./arrival";

interface PageHeadingProps {
  /** The title of the tab, without `HireHub`. */
  readonly title: string;
  /** What the heading shows, if it is not the title. */
  readonly children?: ReactNode;
  readonly className?: string;
}

/** A page's one `h1`: it names the tab, and takes the focus when somebody comes from another page. */
export function PageHeading({ title, children, className }: PageHeadingProps) {
  const heading = useArrival<HTMLHeadingElement>();
  usePageTitle(title);
  return <h1 ref={heading} tabIndex={-1} className={className}>{children ?? title}</h1>;
}
