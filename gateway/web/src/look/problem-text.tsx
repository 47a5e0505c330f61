import type { ReactNode } from "react";
import type { Problem } from "../gen/hirehub/session/v1/problem_pb";
import { Icon } from "./icon";
import { Markdown, MarkdownLine } from "./markdown";
import { ProblemTags } from "./problem-tags";

interface ProblemTextProps {
  readonly problem: Pick<Problem, "title" | "difficulty" | "category" | "description" | "examples" | "constraints" | "interviewerNotes">;
  /** Between the facts and the statement. */
  readonly actions?: ReactNode;
}

/** A problem to read: title, facts, statement, examples, constraints, and the notes if they are there. */
export function ProblemText({ problem, actions }: ProblemTextProps) {
  return (
    <>
      <h2>{problem.title || "Untitled"}</h2>
      <ProblemTags problem={problem} className="mb-5" />
      {actions}
      <Markdown text={problem.description} />
      {problem.examples.length > 0 && <h3>{problem.examples.length > 1 ? "Examples" : "Example"}</h3>}
      {problem.examples.map((example, index) => <Worked key={index} {...example} />)}
      {problem.constraints.length > 0 && <Constraints lines={problem.constraints} />}
      {problem.interviewerNotes && <Notes text={problem.interviewerNotes} />}
    </>
  );
}

function Worked({ input, output, explanation }: { input: string; output: string; explanation: string }) {
  return (
    <dl className="io">
      <dt>Input</dt>
      <dd>{input}</dd>
      <dt>Output</dt>
      <dd>{output}</dd>
      {explanation && (
        <>
          <dt>Why</dt>
          <dd className="say"><MarkdownLine text={explanation} /></dd>
        </>
      )}
    </dl>
  );
}

function Constraints({ lines }: { lines: readonly string[] }) {
  return (
    <>
      <h3>Constraints</h3>
      <div className="markdown">
        <ul>{lines.map((line, index) => <li key={index}><MarkdownLine text={line} /></li>)}</ul>
      </div>
    </>
  );
}

/** What only the host of a session and admins receive. */
export function Notes({ text }: { text: string }) {
  return (
    <details className="private" open>
      <summary>
        <Icon name="lock" />
        <span className="grow">Interviewer notes</span>
        <span className="hint">Only you see this</span>
      </summary>
      <div><Markdown text={text} /></div>
    </details>
  );
}
