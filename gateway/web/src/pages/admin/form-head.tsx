import { Link } from "wouter";
import { Button } from "../../look/button";
import { PageHeading } from "../../look/page-heading";
import type { ProblemEditing } from "./use-problem-editor";

/** What is being written, whether it is saved, and what can be done with the whole. */
export function FormHead({ editing, onDelete }: { editing: ProblemEditing; onDelete: () => void }) {
  const { saved, isNew, isDirty, isPending } = editing;
  const title = isNew ? "New problem" : saved.title;
  return (
    <div className="flex h-14 flex-none items-center gap-2 border-b border-line-1 pr-6 pl-6 max-mid:pr-2 max-mid:pl-4">
      <nav className="text-16 flex gap-2 text-text-2 after:text-text-3 after:content-['/'] max-mid:hidden" aria-label="Breadcrumb">
        <Link href="/problems" className="hover:text-text-1">Problems</Link>
      </nav>
      <PageHeading title={isNew ? title : `Edit ${title}`} className="truncate text-16">{title}</PageHeading>
      <span className="hint ml-2 flex min-w-0 flex-1 items-center gap-2" role="status">
        {state(isPending, isDirty, isNew) === "Unsaved changes" && <span className="size-2 flex-none rounded-full bg-warn" aria-hidden="true" />}
        <span className="truncate max-mid:sr-only">{state(isPending, isDirty, isNew)}</span>
      </span>
      {!isNew && <Button tone="danger" className="max-mid:hidden" onClick={onDelete}>Delete</Button>}
      {isDirty && <Button tone="quiet" className="max-mid:hidden" onClick={editing.discard}>Discard</Button>}
      <Button tone="go" shortcut="Ctrl S" aria-keyshortcuts="Control+S" disabled={isPending || (!isDirty && !isNew)} onClick={editing.save}>Save</Button>
    </div>
  );
}

function state(isPending: boolean, isDirty: boolean, isNew: boolean): string {
  if (isPending) return "Saving";
  if (isDirty) return "Unsaved changes";
  return isNew ? "" : "Saved";
}
