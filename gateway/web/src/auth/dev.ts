import { claimsOf } from "./claims";
import { KeptToken } from "./kept-token";
import { type DevPerson, type DevProvider, SignInError } from "./provider";
import { AuthState } from "./state";

const PERSON = "hirehub.dev.person";

/**
 * Signs in at a development server, which gives a token to anybody. Whoever signed in
 * gets a new one whenever it is needed: a server with a new key knows them still.
 */
export function devProvider(storage: Storage = sessionStorage, origin = ""): DevProvider {
  const state = new AuthState();
  const kept = new KeptToken(storage, "hirehub.dev.token");

  async function issue(person: DevPerson): Promise<string> {
    const token = await ask(origin, person);
    storage.setItem(PERSON, JSON.stringify(person));
    kept.set(token);
    return token;
  }

  function end(refused: boolean): void {
    kept.clear();
    storage.removeItem(PERSON);
    state.set(null, refused);
  }

  return {
    kind: "dev",
    snapshot: state.snapshot,
    subscribe: state.subscribe,
    async init() {
      const person = personIn(storage);
      state.set(person && { id: person.userId, name: person.name });
    },
    async getToken(options) {
      const person = personIn(storage);
      if (!person) return null;
      return (options?.fresh ? null : kept.get(Date.now())) ?? issue(person);
    },
    reject: () => end(true),
    async signIn(person) {
      const claims = claimsOf(await issue(person));
      state.set({ id: claims?.userId ?? person.userId, name: claims?.name ?? person.name });
    },
    signOut: async () => end(false),
  };
}

async function ask(origin: string, person: DevPerson): Promise<string> {
  const answer = await fetch(`${origin}/dev/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_id: person.userId, display_name: person.name, is_admin: person.isAdmin }),
  });
  const said = (await answer.json().catch(() => ({}))) as { token?: unknown; field?: unknown; rule?: unknown };
  if (answer.ok && typeof said.token === "string") return said.token;
  throw new SignInError(String(said.field ?? ""), String(said.rule ?? `the server answered ${answer.status}`));
}

function personIn(storage: Storage): DevPerson | null {
  const kept = storage.getItem(PERSON);
  if (kept === null) return null;
  try {
    const { userId, name, isAdmin } = JSON.parse(kept) as Record<string, unknown>;
    if (typeof userId !== "string" || typeof name !== "string") return null;
    return { userId, name, isAdmin: isAdmin === true };
  } catch {
    return null;
  }
}
