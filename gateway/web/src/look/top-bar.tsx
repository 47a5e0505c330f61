import type { ReactNode } from "react";
import { Link } from "wouter";
import { Logo } from "./logo";

interface TopBarProps {
  readonly children?: ReactNode;
  /** The mark alone, for pages whose own title follows. */
  readonly bare?: boolean;
  /** Where "Skip to …" goes, and what it says. */
  readonly skip?: { readonly href: string; readonly label: string };
}

/** The bar at the top of every page, with the way home and the way past it. */
export function TopBar({ children, bare, skip = { href: "#main", label: "Skip to content" } }: TopBarProps) {
  return (
    <>
      <a className="skip" href={skip.href}>{skip.label}</a>
      <header className="top">
        <Link className="brand" href="/" aria-label="HireHub, all sessions">
          <Logo />
          {!bare && <span className="max-mid:hidden">HireHub</span>}
        </Link>
        {children}
      </header>
    </>
  );
}
