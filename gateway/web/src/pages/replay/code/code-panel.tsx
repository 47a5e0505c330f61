import { useRef, useState } from "react";
import { Button } from "../../../look/button";
import { Empty } from "../../../look/empty";
import { Select } from "../../../look/field";
import { languageName } from "../../../look/language";
import type { Cast } from "../cast";
import type { Player } from "../core/player";
import { clockWords } from "../core/times";
import { usePlayer } from "../use-player";
import { type Followed, useScene } from "./use-scene";

interface CodePanelProps {
  readonly player: Player;
  readonly cast: Cast;
  /** Whether the problem is beside it. */
  readonly problemShown: boolean;
  readonly onProblem: () => void;
}

/** The editor as it was, and whose hands were on it. */
export function CodePanel({ player, cast, problemShown, onProblem }: CodePanelProps) {
  const [followed, setFollowed] = useState<Followed>("anybody");
  const place = useRef<HTMLDivElement>(null);
  useScene(place, player, cast, followed);
  const language = usePlayer(player, ({ timeline, instant }) => timeline.sceneAt(instant)?.stage.language);
  const time = usePlayer(player, ({ instant }) => clockWords(instant));
  const isEmpty = player.timeline.edits.length === 0;
  return (
    <>
      <div className="bar">
        <h2 className="sr-only">Code</h2>
        <span className="font-medium">{language === undefined ? "No code" : languageName(language)}</span>
        <span className="hint num truncate">as it was at {time}</span>
        <span className="grow" />
        <Button tone="quiet" small icon="file" className="max-mid:hidden" aria-pressed={problemShown} onClick={onProblem}>Problem</Button>
        <FollowSelect cast={cast} followed={followed} onFollow={setFollowed} />
      </div>
      {isEmpty && <NothingTyped messages={player.timeline.marks.filter(({ kind }) => kind === "message").length} />}
      <div ref={place} className="surface" hidden={isEmpty} />
    </>
  );
}

interface FollowSelectProps {
  readonly cast: Cast;
  readonly followed: Followed;
  readonly onFollow: (followed: Followed) => void;
}

function FollowSelect({ cast, followed, onFollow }: FollowSelectProps) {
  const value = typeof followed === "object" ? `user ${followed.userId}` : followed;
  const choose = (chosen: string) => {
    if (chosen === "anybody" || chosen === "nobody") onFollow(chosen);
    else onFollow({ userId: chosen.slice("user ".length) });
  };
  return (
    <>
      <span className="hint max-mid:hidden" aria-hidden="true">Follow</span>
      <Select aria-label="Follow the cursor of" value={value} onChange={(event) => choose(event.target.value)}>
        <option value="anybody">Whoever types</option>
        {cast.actors.map(({ userId, firstName }) => <option key={userId} value={`user ${userId}`}>{firstName}</option>)}
        <option value="nobody">Nobody</option>
      </Select>
    </>
  );
}

function NothingTyped({ messages }: { messages: number }) {
  const said = messages === 0 ? "Joins are" : `Joins and ${messages} ${messages === 1 ? "message" : "messages"} are`;
  return <Empty title="Nobody typed in this session">{said} below.</Empty>;
}
