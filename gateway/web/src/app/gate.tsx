import { type ReactNode, useState } from "react";
import { Redirect } from "wouter";
import { useAuth } from "../hooks/use-auth";
import { signInPath } from "../auth/return-path";

interface GateProps {
  /** Once in, a person stays though the token ends: the page says so itself, and loses nothing. */
  readonly stay?: boolean;
  readonly children: ReactNode;
}

/** Lets in who is signed in, and sends everybody else to sign in and come back. */
export function Gate({ stay = false, children }: GateProps) {
  const { auth } = useAuth();
  const [wasIn, setWasIn] = useState(false);
  if (auth.status === "signed-in" && !wasIn) setWasIn(true);
  if (auth.status === "signed-in" || (stay && wasIn)) return children;
  if (auth.status === "loading") return null;
  return <Redirect to={signInPath(location.pathname + location.search)} replace />;
}
