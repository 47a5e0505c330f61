import type { UseQueryResult } from "@tanstack/react-query";
import { Code } from "@connectrpc/connect";
import { useEffect, useRef } from "react";
import type { Problem } from "../../gen/hirehub/session/v1/problem_pb";
import { LinkButton } from "../../look/button";
import { Empty } from "../../look/empty";
import { LoadFailed } from "../../look/load-failed";
import { ProblemText } from "../../look/problem-text";
import { problemOf } from "../../rpc/problem";
import { StarterCode } from "./starter-code";

interface ProblemReaderProps {
  readonly problem: UseQueryResult<Problem | null>;
  readonly isAdmin: boolean;
  /** There is none to read. */
  readonly isEmpty: boolean;
}

/** One problem, with what can be done with it. */
export function ProblemReader({ problem, isAdmin, isEmpty }: ProblemReaderProps) {
  const page = useRef<HTMLDivElement>(null);
  const id = problem.data?.problemId;
  useEffect(() => {
    page.current?.scrollTo({ top: 0 });
  }, [id]);
  return (
    <article className="reader" aria-label={problem.data?.title ?? "Problem"}>
      <div ref={page} className="prose" tabIndex={0} role="region" aria-label="Problem statement">
        <div className="mid:hidden mb-2">
          <LinkButton tone="quiet" icon="back" href="/problems" className="-ml-4">All problems</LinkButton>
        </div>
        {problem.data && <Shown problem={problem.data} isAdmin={isAdmin} />}
        {!problem.data && !isEmpty && problem.error && <Missing error={problem.error} onRetry={() => void problem.refetch()} />}
      </div>
    </article>
  );
}

function Shown({ problem, isAdmin }: { problem: Problem; isAdmin: boolean }) {
  const actions = (
    <div className="mb-6 flex flex-wrap gap-2">
      <LinkButton tone="go" href={`/?new=${encodeURIComponent(problem.problemId)}`}>Start a session with this</LinkButton>
      {isAdmin && <LinkButton icon="edit" href={`/admin/problems/${encodeURIComponent(problem.problemId)}`}>Edit</LinkButton>}
    </div>
  );
  return (
    <>
      <ProblemText problem={problem} actions={actions} />
      <StarterCode key={problem.problemId} title="Starter code" code={problem.starterCode} />
    </>
  );
}

function Missing({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { code } = problemOf(error);
  if (code !== Code.NotFound) return <LoadFailed what="problem" signedOut={code === Code.Unauthenticated} onRetry={onRetry} />;
  return (
    <Empty icon="search" title="There is no such problem" actions={<LinkButton href="/problems">All problems</LinkButton>}>
      The link may be old, or the problem was deleted. Sessions held on it keep it.
    </Empty>
  );
}
