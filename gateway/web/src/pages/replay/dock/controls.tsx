import { Button } from "../../../look/button";
import { Icon } from "../../../look/icon";
import { Segments } from "../../../look/segments";
import { SPEEDS } from "../core/clock";
import type { Player } from "../core/player";
import { clockWords } from "../core/times";
import { usePlayer } from "../use-player";
import { KeysMenu } from "./keys-menu";

const OPTIONS = SPEEDS.map((speed) => ({ value: String(speed), label: `${speed}×` }));

/** Play, the clock, and how it plays. */
export function Controls({ player }: { player: Player }) {
  return (
    <div className="dock-controls">
      <Button tone="quiet" icon="previous" className="max-mid:hidden" aria-label="Previous mark" aria-keyshortcuts="[" onClick={() => player.stepMark(-1)} />
      <PlayButton player={player} />
      <Button tone="quiet" icon="next" className="max-mid:hidden" aria-label="Next mark" aria-keyshortcuts="]" onClick={() => player.stepMark(1)} />
      <Clock player={player} />
      <span className="grow" />
      <KeysMenu />
      <SkipSwitch player={player} />
      <SpeedChoice player={player} />
    </div>
  );
}

function PlayButton({ player }: { player: Player }) {
  const playing = usePlayer(player, (each) => each.playing);
  return (
    <button type="button" className="dock-play" aria-label={playing ? "Pause" : "Play"} aria-keyshortcuts="Space" onClick={() => player.toggle()}>
      <Icon name={playing ? "pause" : "play"} size={18} />
    </button>
  );
}

function Clock({ player }: { player: Player }) {
  const time = usePlayer(player, ({ instant }) => clockWords(instant));
  return (
    <span className="dock-clock num">
      {time} <span>/ {clockWords(player.timeline.length)}</span>
    </span>
  );
}

function SkipSwitch({ player }: { player: Player }) {
  const skips = usePlayer(player, ({ skipsIdle }) => skipsIdle);
  return (
    <button type="button" className="switch" role="switch" aria-checked={skips} onClick={() => player.setSkipsIdle(!skips)}>
      Skip idle
    </button>
  );
}

/** All speeds where there is room; else one button that goes through them. */
function SpeedChoice({ player }: { player: Player }) {
  const speed = usePlayer(player, (each) => each.speed);
  const choose = (value: string | undefined) => player.setSpeed(SPEEDS.find((each) => String(each) === value) ?? SPEEDS[0]);
  const following = SPEEDS[SPEEDS.indexOf(speed) + 1];
  return (
    <>
      <Segments className="ml-1 max-mid:hidden" label="Speed" options={OPTIONS} value={String(speed)} onChange={choose} />
      <Button className="num mid:hidden" aria-label={`Speed, ${speed} times`} onClick={() => choose(String(following))}>{speed}×</Button>
    </>
  );
}
