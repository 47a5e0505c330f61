import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { Problem } from "../../gen/hirehub/session/v1/problem_pb";
import { Banner } from "../../look/banner";
import { classNames } from "../../look/class-names";
import { Confirm } from "../../look/confirm";
import { useKeydown } from "../../look/keydown";
import { useLeaveGuard } from "../../look/leave-guard";
import { ProblemText } from "../../look/problem-text";
import { Segments } from "../../look/segments";
import { DeleteProblem } from "./delete-problem";
import type { FieldName } from "./form-errors";
import { FormFields } from "./form-fields";
import { FormHead } from "./form-head";
import { type ProblemForm, problemOfForm } from "./problem-form";
import { useProblemEditor } from "./use-problem-editor";

const VIEWS = [
  { value: "write", label: "Write" },
  { value: "preview", label: "Preview" },
] as const;

/** The form of a problem beside what the participant will see of it. `null` is a new one. */
export function ProblemEditor({ problem }: { problem: Problem | null }) {
  const page = useRef<HTMLElement>(null);
  const [view, setView] = useState<"write" | "preview">("write");
  const [deleting, setDeleting] = useState(false);
  const [trouble, setTrouble] = useState<{ field: FieldName | "form" }>();
  const editing = useProblemEditor(problem, (field) => {
    setView("write");
    setTrouble({ field });
  });
  const [isGone, setGone] = useState(false);
  const guard = useLeaveGuard(editing.isDirty && !isGone);
  useSaveKey(editing.save);
  useTroubleFocus(page, trouble);
  useOwnAddress(editing.saved, problem);
  return (
    <main ref={page} id="main" className="flex h-[calc(100dvh-var(--h-top))] min-h-0 flex-col max-mid:h-[calc(100dvh-3.25rem)]">
      <FormHead editing={editing} onDelete={() => setDeleting(true)} />
      {editing.errors.form && <Banner tone="bad" icon="warning" title="Not saved.">{editing.errors.form}</Banner>}
      <div className="px-4 py-2 mid:hidden"><Segments label="View" options={VIEWS} value={view} onChange={setView} wide /></div>
      <div className="grid min-h-0 flex-1 mid:grid-cols-2">
        <section className={classNames("form-column", view === "preview" && "max-mid:hidden")} aria-label="Problem form" tabIndex={0}>
          <FormFields editing={editing} onDelete={() => setDeleting(true)} />
        </section>
        <section className={classNames("form-column mid:border-l mid:border-line-1", view === "write" && "max-mid:hidden")} aria-label="Preview" tabIndex={0}>
          <Preview form={editing.form} />
        </section>
      </div>
      <Confirm open={guard.isAsking} title="Leave without saving?" action="Leave" keep="Keep writing" onConfirm={guard.leave} onClose={guard.stay}>
        What you changed here since the last save is lost. The saved problem stays as it is.
      </Confirm>
      {!editing.isNew && <DeleteProblem open={deleting} id={editing.saved.address} title={editing.saved.title} onClose={() => setDeleting(false)} onDeleted={() => setGone(true)} />}
    </main>
  );
}

function Preview({ form }: { form: ProblemForm }) {
  const calm = useDeferredValue(form);
  const problem = useMemo(() => ({ ...problemOfForm(calm), interviewerNotes: "" }), [calm]);
  return (
    <>
      <p className="label">Preview, as the participant sees it</p>
      <div className="prose">
        <ProblemText problem={problem} />
      </div>
    </>
  );
}

function useSaveKey(save: () => void): void {
  useKeydown((event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) save();
  });
}

/** The focus goes to the first place that is wrong, each time a save is refused. */
function useTroubleFocus(page: React.RefObject<HTMLElement | null>, trouble: { field: FieldName | "form" } | undefined): void {
  useEffect(() => {
    if (!trouble) return;
    const place = page.current?.querySelector(`[data-field="${trouble.field}"]`);
    const control = place?.querySelector<HTMLElement>("[aria-invalid=true]") ?? place?.querySelector<HTMLElement>("input, textarea, [contenteditable=true], button");
    control?.focus();
    place?.scrollIntoView({ block: "nearest" });
  }, [page, trouble]);
}

/** A new problem that was saved has an address of its own from then on. */
function useOwnAddress(saved: ProblemForm, problem: Problem | null): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    if (!problem && saved.address) navigate(`/admin/problems/${saved.address}`, { replace: true });
  }, [problem, saved, navigate]);
}
