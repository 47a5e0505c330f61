import { type FormEvent, useRef, useState } from "react";
import { type DevPerson, type DevProvider, SignInError } from "../../auth/provider";
import { Button } from "../../look/button";
import { Check, Field, Input } from "../../look/field";
import { Icon } from "../../look/icon";
import { KnownPeople } from "./known-people-list";
import { rememberPerson, userIdOf } from "./known-people";

/** At a development server: any name will do. */
export function DevForm({ provider }: { provider: DevProvider }) {
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const [isAdmin, setAdmin] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const fail = (words: string) => {
    setError(words);
    setBusy(false);
    input.current?.focus();
  };
  const signIn = async (person: DevPerson) => {
    setBusy(true);
    try {
      rememberPerson(person);
      await provider.signIn(person);
    } catch (thrown) {
      fail(wordsOf(thrown));
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!userIdOf(name)) fail("Type a name, so that the other person knows who you are.");
    else void signIn({ userId: userIdOf(name), name: name.trim(), isAdmin });
  };
  return (
    <>
      <form className="grid gap-3" noValidate onSubmit={submit}>
        <Field label="Your name" {...(error !== undefined && { error })}>
          {(control) => <Input {...control} ref={input} className="tall" autoComplete="name" autoFocus placeholder="As the other person will see it" value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Check label="Sign in as an administrator" hint="Can create and edit problems." checked={isAdmin} onChange={(event) => setAdmin(event.target.checked)} />
        <Button tone="go" type="submit" className="tall" disabled={busy}>Sign in</Button>
      </form>
      <KnownPeople onChoose={(person) => void signIn(person)} />
      <div className="note">
        <Icon name="warning" />
        <p>
          <b className="font-bold text-warn">Development sign-in.</b> Anyone on this computer can use any name. Each tab keeps its own, so two tabs can be two people.
        </p>
      </div>
    </>
  );
}

function wordsOf(thrown: unknown): string {
  if (thrown instanceof SignInError && thrown.field === "display_name") return "Use a shorter name, of letters and digits.";
  if (thrown instanceof SignInError && thrown.field) return `The server refused: ${thrown.field} must be ${thrown.message}.`;
  return "The server did not answer. Try again.";
}
