import { useState } from "react";
import type { DevPerson } from "../../auth/provider";
import { initials } from "../../look/mark";
import { knownPeople } from "./known-people";

/** The names used in this browser before, each a button; nothing on the first visit. */
export function KnownPeople({ onChoose }: { onChoose: (person: DevPerson) => void }) {
  const [people] = useState(() => knownPeople());
  if (people.length === 0) return null;
  return (
    <>
      <div className="or">Used in this browser</div>
      <div className="grid gap-0.5" role="group" aria-label="Sign in again as">
        {people.map((person) => (
          <button key={person.userId} type="button" className="flex w-full items-center gap-2.5 rounded-2 p-2 text-left hover:bg-bg-2 max-mid:min-h-11" onClick={() => onChoose(person)}>
            <span className="initials" aria-hidden="true">{initials(person.name)}</span>
            <span className="min-w-0 flex-1 truncate">{person.name}</span>
            {person.isAdmin && <span className="hint">Administrator</span>}
          </button>
        ))}
      </div>
    </>
  );
}
