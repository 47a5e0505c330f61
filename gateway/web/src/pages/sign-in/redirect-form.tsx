import { useState } from "react";
import type { RedirectProvider } from "../../auth/provider";
import { Button } from "../../look/button";
import { FieldError } from "../../look/field";

/** At somebody else's page, which sends the person back. */
export function RedirectForm({ provider, to }: { provider: RedirectProvider; to: string }) {
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const signIn = async () => {
    setBusy(true);
    setFailed(false);
    try {
      await provider.signIn(to);
    } catch {
      setFailed(true);
      setBusy(false);
    }
  };
  return (
    <div className="grid gap-3">
      <Button tone="go" className="tall" disabled={busy} onClick={() => void signIn()}>
        {provider.kind === "clerk" ? "Sign in" : "Sign in with your organisation"}
      </Button>
      {failed && <div role="alert"><FieldError>The sign-in page could not be reached. Try again.</FieldError></div>}
      <p className="hint">You come back here after it.</p>
    </div>
  );
}
