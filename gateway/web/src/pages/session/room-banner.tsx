import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { signInPath } from "../../auth/return-path";
import { useServices } from "../../hooks/services";
import { Banner } from "../../look/banner";
import { Button, LinkButton } from "../../look/button";
import { CopyButton } from "../../look/copy-button";
import { languageName } from "../../look/language";
import type { Connection, LostChanges, Room, RoomSnapshot } from "../../room/types";
import { BACK_MS, type BannerText, bannerOf, type Ending } from "./banner-words";

/** A room that opens faster than this needs no word about it. */
const CONNECTING_SHOWN_MS = 1_000;

interface RoomBannerProps {
  readonly room: Room;
  readonly snapshot: RoomSnapshot;
  readonly ending: Ending;
  readonly replayPath: string;
}

/** What is to be said about the line to the room, in one line above it. */
export function RoomBanner({ room, snapshot, ending, replayPath }: RoomBannerProps) {
  const { connection, unsavedChanges, lostChanges } = snapshot;
  const now = useTicks((at) => countsOrFades(connection, at));
  const isSlow = useLate(connection.kind === "connecting");
  const text = connection.kind === "connecting" && !isSlow ? null : bannerOf(connection, unsavedChanges, ending, now);
  return (
    <>
      {text && <Line text={text} room={room} replayPath={replayPath} />}
      {lostChanges && <Lost lost={lostChanges} onDismiss={() => room.dismissLostChanges()} />}
    </>
  );
}

function Line({ text, room, replayPath }: { text: BannerText; room: Room; replayPath: string }) {
  const { auth } = useServices();
  const [path, navigate] = useLocation();
  const signIn = () => {
    // The room was refused with a fresh token: without this, the sign-in page would send them right back.
    auth.reject();
    navigate(signInPath(path));
  };
  const actions = {
    "try-now": <Button small onClick={() => room.tryNow()}>Try now</Button>,
    "sign-in": <Button small onClick={signIn}>Sign in</Button>,
    replay: <LinkButton small tone="go" href={replayPath}>Watch the replay</LinkButton>,
  };
  return (
    <Banner tone={text.tone} {...(text.icon && { icon: text.icon })} title={text.title} action={text.action && actions[text.action]}>
      {text.more}
    </Banner>
  );
}

function Lost({ lost, onDismiss }: { lost: LostChanges; onDismiss: () => void }) {
  const actions = (
    <>
      <CopyButton small text={lost.text} label="Copy my version" />
      <Button small tone="quiet" onClick={onDismiss}>Close</Button>
    </>
  );
  return (
    <Banner tone="warn" icon="warning" title={`Part of what you typed in ${languageName(lost.language)} did not fit.`} action={actions}>
      The shared code is right. Your version is kept until you close this.
    </Banner>
  );
}

function countsOrFades(connection: Connection, now: number): boolean {
  return connection.kind === "reconnecting" || (connection.kind === "live" && connection.resumed && now - connection.since < BACK_MS);
}

/** Now, in ms since 1970; moves on as long as `isNeeded`. */
function useTicks(isNeeded: (now: number) => boolean): number {
  const [now, setNow] = useState(Date.now);
  const runs = isNeeded(now);
  useEffect(() => {
    if (!runs) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), BACK_MS / 8);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}

function useLate(waits: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => setLate(true), CONNECTING_SHOWN_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [waits]);
  return isLate;
}
