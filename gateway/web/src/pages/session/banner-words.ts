import type { BannerTone } from "../../look/banner";
import type { IconName } from "../../look/icon";
import type { Connection } from "../../room/types";

/** What the banner says and offers. */
export interface BannerText {
  readonly tone: BannerTone;
  /** None: something goes on, and a wheel turns. */
  readonly icon?: IconName;
  readonly title: string;
  readonly more: string;
  readonly action: "try-now" | "sign-in" | "replay" | null;
}

/** The end of a session, for those who were in it. */
export interface Ending {
  /** First name of who ended it. */
  readonly by: string;
  /** As `47 min`. */
  readonly took: string;
}

/** "Back" is said this long. */
export const BACK_MS = 2_000;

/** The state of the line in words; null when there is nothing to say. `waits`: own changes that are not saved. */
export function bannerOf(connection: Connection, waits: number, ending: Ending, now: number): BannerText | null {
  switch (connection.kind) {
    case "connecting":
      return { tone: "calm", title: "Connecting.", more: "", action: null };
    case "waiting":
      return {
        tone: "calm", icon: "info", title: "Waiting for a free connection.",
        more: "This browser allows six per site. Close another HireHub tab.", action: null,
      };
    case "live":
      return connection.resumed && now - connection.since < BACK_MS ? back(waits) : null;
    case "reconnecting":
      return reconnecting(connection.retryAt, now);
    case "offline":
      return { tone: "warn", icon: "offline", title: "You are offline.", more: `Keep typing, ${changes(waits)} here.`, action: null };
    case "signed-out":
      return { tone: "bad", icon: "key", title: "You are signed out.", more: "Your draft is safe.", action: "sign-in" };
    case "ended":
      return { tone: "calm", icon: "check", title: `${ending.by} ended the session.`, more: `${ending.took}. Code and chat are read only.`, action: "replay" };
    default:
      return null;
  }
}

function back(waits: number): BannerText {
  if (waits > 0) return { tone: "good", icon: "check", title: "Back.", more: "Your changes are being saved.", action: null };
  return { tone: "good", icon: "check", title: "Back. Everything is saved.", more: "", action: null };
}

function reconnecting(retryAt: number | null, now: number): BannerText {
  const seconds = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1000);
  const title = seconds > 0 ? `Reconnecting in ${seconds} s.` : "Reconnecting.";
  const more = "Keep typing. Nothing is lost, your changes wait here.";
  return { tone: "warn", icon: "retry", title, more, action: seconds > 0 ? "try-now" : null };
}

function changes(waits: number): string {
  if (waits === 0) return "your changes wait";
  return waits === 1 ? "1 change waits" : `${waits} changes wait`;
}
