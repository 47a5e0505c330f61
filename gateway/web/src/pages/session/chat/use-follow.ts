import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Room, Row } from "../../../room/types";
import { followsEnd } from "./scroll";
import { newestSeq, READ_AFTER_MS } from "./unread";

interface Follow {
  readonly log: RefObject<HTMLDivElement | null>;
  /** Whether the end is in sight, and what comes scrolls it. */
  readonly follows: boolean;
  readonly toEnd: () => void;
}

/** Keeps the end of the log in sight for who is there, and the place of who scrolled up; reads what is seen. */
export function useFollow(rows: readonly Row[], room: Room): Follow {
  const log = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const following = useRef(true);
  const toEnd = useCallback(() => {
    following.current = true;
    setFollows(true);
    const box = log.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, []);

  useEffect(() => {
    const box = log.current;
    if (!box) return;
    const onScroll = () => {
      // A panel that is not shown has no height and says nothing about its reader.
      if (box.clientHeight === 0) return;
      following.current = followsEnd(box);
      setFollows(following.current);
    };
    const sizes = new ResizeObserver(() => following.current && toEnd());
    box.addEventListener("scroll", onScroll, { passive: true });
    sizes.observe(box);
    return () => {
      box.removeEventListener("scroll", onScroll);
      sizes.disconnect();
    };
  }, [toEnd]);

  const newest = rows.at(-1);
  const isOwnNew = newest?.kind === "message" && newest.isOwn && newest.state === "sending";
  useLayoutEffect(() => {
    if (following.current || isOwnNew) toEnd();
  }, [rows, isOwnNew, toEnd]);

  useReading(log, follows, newestSeq(rows), room);
  return { log, follows, toEnd };
}

/** What is in sight for a while on a page that is in front is read. */
function useReading(log: RefObject<HTMLElement | null>, follows: boolean, seq: number, room: Room): void {
  const [isInFront, setInFront] = useState(() => document.visibilityState === "visible");
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const onChange = () => setInFront(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, []);
  useEffect(() => {
    const box = log.current;
    if (!box) return;
    const sight = new IntersectionObserver((entries) => setInSight(entries.at(-1)?.isIntersecting ?? false));
    sight.observe(box);
    return () => sight.disconnect();
  }, [log]);
  useEffect(() => {
    if (!follows || !isInFront || !isInSight || seq === 0) return;
    const timer = setTimeout(() => room.markRead(seq), READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [follows, isInFront, isInSight, seq, room]);
}
