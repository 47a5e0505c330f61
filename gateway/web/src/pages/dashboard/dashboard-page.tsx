import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { useUser } from "../../hooks/use-auth";
import { Banner } from "../../look/banner";
import { Button } from "../../look/button";
import { PageHeading } from "../../look/page-heading";
import { useKey } from "../../look/shortcut";
import { MySessions } from "./my-sessions";
import { NewSession } from "./new-session";
import { OpenSessions } from "./open-sessions";
import { RecentSessions } from "./recent-sessions";
import { useNow } from "./use-now";
import { useMySessions } from "./use-sessions";

/** The sessions of a person: live, open to join, and over. `?new` opens the dialog, `?new=ID` with that problem. */
export default function DashboardPage() {
  const user = useUser();
  const now = useNow();
  const mine = useMySessions();
  const [creating, setCreating] = useNewDialog();
  useKey("n", () => setCreating(true));
  return (
    <main id="main" className="page">
      <div className="mb-6 flex min-h-(--h-ctl) items-center gap-3 max-mid:mb-5">
        <PageHeading title="Sessions" className="flex-1 text-20 tracking-[-0.01em]" />
        <Button icon="add" shortcut="N" aria-keyshortcuts="n" onClick={() => setCreating(true)}>New session</Button>
      </div>
      {mine.isRefetchError && <Stale />}
      <div className="grid items-start gap-8 max-mid:gap-6 wide:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="grid gap-8 max-mid:gap-6">
          <MySessions me={user.id} now={now} list={mine} onNew={() => setCreating(true)} />
          <OpenSessions now={now} />
        </div>
        <RecentSessions me={user.id} now={now} />
      </div>
      <NewSession open={creating !== false} problemId={typeof creating === "string" ? creating : undefined} onClose={() => setCreating(false)} />
    </main>
  );
}

function Stale() {
  return (
    <div className="-mx-2 mb-4 max-mid:-mx-4">
      <Banner icon="offline" title="These lists are not up to date.">The server does not answer. It is asked again every 10 s.</Banner>
    </div>
  );
}

/** Whether the dialog is open, and for which problem. The address can open it, once. */
function useNewDialog(): [string | boolean, (creating: string | boolean) => void] {
  const search = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const [creating, setCreating] = useState<string | boolean>(search.has("new") && (search.get("new") || true));
  const change = (next: string | boolean) => {
    if (next === false && search.has("new")) navigate("/", { replace: true });
    setCreating(next);
  };
  return [creating, change];
}
