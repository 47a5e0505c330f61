import type { Peer } from "../../../look/mark";
import type { Typist } from "../../../room/types";
import { firstName, typingWords } from "./words";

/** Who writes just now; the line keeps its place when nobody does. */
export function Typing({ typists, peerOf }: { typists: readonly Typist[]; peerOf: (userId: string) => Peer }) {
  const first = typists[0];
  return (
    <div className="typing">
      {first && <i className={`peer-${peerOf(first.userId)}`} aria-hidden="true"><b /></i>}
      <span>{typingWords(typists.map(({ name }) => firstName(name)))}</span>
    </div>
  );
}
