import { Redirect, useSearch } from "wouter";
import { returnPath } from "../../auth/return-path";
import type { AuthProvider } from "../../auth/provider";
import { useAuth } from "../../hooks/use-auth";
import { Logo } from "../../look/logo";
import { PageHeading } from "../../look/page-heading";
import { Art } from "./art";
import { DevForm } from "./dev-form";
import { JwtForm } from "./jwt-form";
import { RedirectForm } from "./redirect-form";
import "./sign-in.css";

/** Signs in by the way that the server has, and goes back to where one came from (`?to=PATH`). */
export default function SignInPage() {
  const { auth, provider } = useAuth();
  const to = returnPath(useSearch());
  if (auth.status === "signed-in") return <Redirect to={to} replace />;
  return (
    <main id="main" className="sign-in">
      <Art />
      <div className="side">
        <div className="grid w-full max-w-[22.5rem] gap-5">
          <Logo size={36} />
          <div>
            <PageHeading title="Sign in" className="text-28 tracking-[-0.02em]">Sign in to HireHub</PageHeading>
            <p className="mt-1 text-text-2">Live technical interviews: one problem, one editor, two people.</p>
          </div>
          {auth.status === "signed-out" && auth.refused && <p role="status" className="text-warn">Your sign-in has ended. Nothing is lost: sign in to go on.</p>}
          {auth.status === "signed-out" && <Way provider={provider} to={to} />}
        </div>
      </div>
    </main>
  );
}

function Way({ provider, to }: { provider: AuthProvider; to: string }) {
  switch (provider.kind) {
    case "dev":
      return <DevForm provider={provider} />;
    case "jwt":
      return <JwtForm provider={provider} />;
    default:
      return <RedirectForm provider={provider} to={to} />;
  }
}
