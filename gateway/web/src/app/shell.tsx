import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useAuth, useUser } from "../hooks/use-auth";
import { TopBar } from "../look/top-bar";
import { AccountMenu } from "./account-menu";

/** What stands around every page but the room and the replay: the bar with the ways to the others. */
export function Shell({ children }: { children: ReactNode }) {
  const { provider } = useAuth();
  const user = useUser();
  const queries = useQueryClient();
  const signOut = async () => {
    await provider.signOut();
    queries.clear();
  };
  return (
    <>
      <TopBar>
        <nav aria-label="Main">
          <Way to="/" is={(path) => path === "/"}>Sessions</Way>
          <Way to="/problems" is={(path) => /^\/(problems|admin)(\/|$)/.test(path)}>Problems</Way>
        </nav>
        <span className="grow" />
        <AccountMenu name={user.name || user.id} onSignOut={() => void signOut()} />
      </TopBar>
      {children}
    </>
  );
}

function Way({ to, is, children }: { to: string; is: (path: string) => boolean; children: string }) {
  const [path] = useLocation();
  return <Link href={to} aria-current={is(path) ? "page" : undefined}>{children}</Link>;
}
