import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Session } from "../../gen/hirehub/session/v1/session_pb";
import { Banner } from "../../look/banner";
import { classNames } from "../../look/class-names";
import { ProblemText } from "../../look/problem-text";
import { Handle } from "../session/panels/handle";
import { type PanelName, Tabs } from "../session/panels/tabs";
import { Cast } from "./cast";
import { ChatPanel } from "./chat/chat-panel";
import { CodePanel } from "./code/code-panel";
import { Player } from "./core/player";
import type { Fault, Timeline } from "./core/timeline";
import { Dock } from "./dock/dock";
import { markSeek, measureToPicture, OPENING } from "./measure";
import { ReplayBar } from "./replay-bar";
import { useReplayKeys } from "./use-keys";

interface ReplayProps {
  readonly session: Session;
  readonly timeline: Timeline;
}

const WINDOW = {
  now: () => performance.now(),
  request: (callback: () => void) => requestAnimationFrame(callback),
  cancel: (request: number) => cancelAnimationFrame(request),
};

/** A session that is over, to be looked at from its start to its end. */
export function Replay({ session, timeline }: ReplayProps) {
  const player = useMemo(() => new Player(timeline, WINDOW), [timeline]);
  const cast = useMemo(() => new Cast(session, timeline), [session, timeline]);
  const [panel, setPanel] = useState<PanelName>("code");
  const [problemShown, setProblemShown] = useState(false);
  const main = useRef<HTMLElement>(null);
  useReplayKeys(player);
  useEffect(() => measureToPicture(OPENING), []);
  useEffect(() => () => player.pause(), [player]);
  const jump = useCallback((instant: number) => {
    markSeek();
    player.seek(instant);
  }, [player]);
  return (
    <div className="room replay">
      <ReplayBar session={session} player={player} cast={cast} />
      <Tabs shown={panel} onShow={setPanel} unread={0} />
      <Faults faults={timeline.faults} />
      <main ref={main} id="main" className={classNames("main", problemShown && "with-problem")}>
        <section id="problem" className={classNames("panel problem", panel === "problem" && "shown")} aria-label="Problem">
          <div className="bar">
            <h2 className="grow">Problem</h2>
          </div>
          <div className="statement prose" tabIndex={0} role="region" aria-label="Problem statement">
            {session.problem && <ProblemText problem={session.problem} />}
          </div>
        </section>
        <Handle panel="problem" label="Width of the problem" frame={main} />
        <section id="code" className={classNames("panel editor", panel === "code" && "shown")} aria-label="Editor">
          <CodePanel player={player} cast={cast} problemShown={problemShown} onProblem={() => setProblemShown(!problemShown)} />
        </section>
        <Handle panel="chat" label="Width of the chat" frame={main} />
        <section id="chat" className={classNames("panel chat", panel === "chat" && "shown")} aria-label="Chat">
          <ChatPanel player={player} cast={cast} onJump={jump} />
        </section>
      </main>
      <Dock player={player} cast={cast} />
    </div>
  );
}

/** Says what of the record could not be shown; without that it is not there. */
function Faults({ faults }: { faults: readonly Fault[] }) {
  const [first] = faults;
  if (first === undefined) return null;
  const many = faults.length === 1 ? "One event" : `${faults.length} events`;
  return (
    <Banner icon="warning" title={`${many} could not be shown.`}>
      The code may differ from what was there. The first is event {first.seq}: {first.why}.
    </Banner>
  );
}
