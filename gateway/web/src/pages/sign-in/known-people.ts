import type { DevPerson } from "../../auth/provider";

const KEY = "hirehub.dev.people";
/** As many as stand below the form without scrolling. */
const MOST = 4;

/** Who signed in here before at a development server, the last one first. */
export function knownPeople(storage: Storage = localStorage): DevPerson[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isPerson).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Offers this person next time, in every tab of this browser. */
export function rememberPerson(person: DevPerson, storage: Storage = localStorage): void {
  const others = knownPeople(storage).filter((other) => other.userId !== person.userId);
  storage.setItem(KEY, JSON.stringify([person, ...others].slice(0, MOST)));
}

/**
 * The user id of a name, so that the same name is the same person: `Mira Okafor` is `mira-okafor`.
 * Printable ASCII of at most 128 bytes, as the server wants it.
 */
export function userIdOf(name: string): string {
  const plain = name.trim().normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  return /^[\x21-\x7e]+$/.test(words) ? words.slice(0, 128) : [...new TextEncoder().encode(words)].map((byte) => byte.toString(16)).join("").slice(0, 128);
}

function isPerson(value: unknown): value is DevPerson {
  const person = value as Partial<DevPerson> | null;
  return typeof person?.userId === "string" && typeof person.name === "string" && typeof person.isAdmin === "boolean";
}
