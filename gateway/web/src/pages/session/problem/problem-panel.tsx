import type { Problem } from "../../../gen/hirehub/session/v1/problem_pb";
import { ProblemText } from "../../../look/problem-text";

/** The problem to solve, as it was when the session was made; the host's notes are in it for the host alone. */
export function ProblemPanel({ problem, isShown }: { problem: Problem | undefined; isShown: boolean }) {
  return (
    <section className={`panel ${isShown ? "shown" : ""}`} id="problem" aria-labelledby="problem-title">
      <div className="bar">
        <h2 id="problem-title">Problem</h2>
      </div>
      <div className="statement prose" tabIndex={0} role="region" aria-label="Problem statement">
        {problem && <ProblemText problem={problem} />}
      </div>
    </section>
  );
}
