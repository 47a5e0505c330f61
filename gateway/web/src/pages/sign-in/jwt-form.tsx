import { type FormEvent, useRef, useState } from "react";
import { type JwtProvider, SignInError } from "../../auth/provider";
import { Button } from "../../look/button";
import { Field, TextArea } from "../../look/field";

/** With a token that somebody was given: this server has no page to get one at. */
export function JwtForm({ provider }: { provider: JwtProvider }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const [token, setToken] = useState("");
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await provider.signIn(token);
    } catch (thrown) {
      const isToken = thrown instanceof SignInError;
      setError(isToken ? "This is no token, or it has ended. Paste it whole." : "The sign-in did not work. Try again.");
      input.current?.focus();
    }
  };
  return (
    <form className="grid gap-3" noValidate onSubmit={(event) => void submit(event)}>
      <Field label="Your token" hint="A JWT from whoever runs this server. It stays in this tab." {...(error !== undefined && { error })}>
        {(control) => <TextArea {...control} ref={input} className="code-text" rows={5} autoFocus autoComplete="off" spellCheck={false} value={token} onChange={(event) => setToken(event.target.value)} />}
      </Field>
      <Button tone="go" type="submit" className="tall">Sign in</Button>
    </form>
  );
}
