import { useEffect, useState } from "react";

/** The time of lists is in minutes; half of one late is not noticed. */
const STEP_MS = 30_000;

/** Now, in ms since 1970; moves on every 30 s. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), STEP_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
