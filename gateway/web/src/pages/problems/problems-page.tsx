import { Code } from "@connectrpc/connect";
import { useRef, useState } from "react";
import { useIsAdmin } from "../../hooks/use-me";
import { Button } from "../../look/button";
import { Empty } from "../../look/empty";
import { LoadFailed } from "../../look/load-failed";
import { ROOM_FOR_TWO, useMedia } from "../../look/media";
import { PageHeading } from "../../look/page-heading";
import { useKey } from "../../look/shortcut";
import { Delayed, Skeleton } from "../../look/wait";
import { problemOf } from "../../rpc/problem";
import { filterProblems, NO_FILTER, type ProblemFilter } from "./problem-filter";
import { ProblemList } from "./problem-list";
import { ProblemReader } from "./problem-reader";
import { ProblemTools } from "./problem-tools";
import { useProblem, useProblems } from "./use-problems";

/** All problems, and one to read beside them; without an id the first one, where there is room for both. */
export default function ProblemsPage({ id }: { id?: string }) {
  const search = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState(NO_FILTER);
  const list = useProblems();
  const { isAdmin = false } = useIsAdmin();
  const shown = filterProblems(list.data ?? [], filter);
  const isWide = useMedia(ROOM_FOR_TWO);
  const current = id ?? (isWide ? shown[0]?.problemId : undefined);
  const problem = useProblem(current);
  useKey("/", () => search.current?.focus());
  return (
    <main id="main" className="split" data-reading={id === undefined ? undefined : true}>
      <PageHeading title={(id !== undefined && problem.data?.title) || "Problems"} className="sr-only">Problems</PageHeading>
      <aside aria-label="All problems">
        <ProblemTools search={search} count={list.data?.length} filter={filter} onFilter={setFilter} isAdmin={isAdmin} />
        {list.data && <ProblemList problems={shown} current={current} />}
        {list.data && shown.length === 0 && <NoMatch filter={filter} isAdmin={isAdmin} onClear={() => setFilter(NO_FILTER)} />}
        {!list.data && (list.error ? <LoadFailed what="problems" signedOut={isSignedOut(list.error)} onRetry={() => void list.refetch()} /> : <ListSkeleton />)}
      </aside>
      <ProblemReader problem={problem} isAdmin={isAdmin} isEmpty={current === undefined} />
    </main>
  );
}

function isSignedOut(error: unknown): boolean {
  return problemOf(error).code === Code.Unauthenticated;
}

function NoMatch({ filter, isAdmin, onClear }: { filter: ProblemFilter; isAdmin: boolean; onClear: () => void }) {
  if (filter === NO_FILTER) {
    return <Empty icon="file" title="No problems yet">{isAdmin ? "Write the first one with New." : "An administrator can write the first one."}</Empty>;
  }
  const title = filter.words ? `No problem matches “${filter.words}”` : `No problem is ${filter.level.toLowerCase()}`;
  return (
    <Empty icon="search" title={title} actions={<Button onClick={onClear}>Clear search</Button>}>
      Try fewer words, or another difficulty.
    </Empty>
  );
}

function ListSkeleton() {
  return (
    <Delayed>
      <div className="grid gap-6 px-4 py-3" role="status" aria-label="Loading the problems">
        {["w-2/5", "w-3/5", "w-1/2", "w-2/3"].map((width) => (
          <div key={width} className="grid gap-2">
            <Skeleton className={width} />
            <Skeleton className="h-2! w-1/3" />
          </div>
        ))}
      </div>
    </Delayed>
  );
}
