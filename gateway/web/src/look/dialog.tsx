import { type MouseEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button } from "./button";
import { classNames } from "./class-names";

interface DialogProps {
  readonly open: boolean;
  /** Called on Escape, on the close button and on a press beside the dialog. */
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** The actions; they stay in sight while the body scrolls. */
  readonly foot?: ReactNode;
  readonly narrow?: boolean;
  /** Given, body and foot are one form, and Enter or Ctrl Enter submits it. */
  readonly onSubmit?: () => void;
}

/** A modal dialog. What is inside starts afresh each time it opens, and stays in the page while it fades. */
export function Dialog({ open, onClose, title, children, foot, narrow, onSubmit }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const round = useRound(open);
  useEffect(() => {
    if (!open) return dialog.current?.close();
    dialog.current?.showModal();
    firstControl(dialog.current)?.focus();
  }, [open]);
  const inside = (
    <>
      <div className="dialog-body">{children}</div>
      {foot && <div className="dialog-foot">{foot}</div>}
    </>
  );
  return (
    <dialog ref={dialog} className={classNames("dialog", narrow && "narrow")} aria-labelledby={heading} onClose={() => open && onClose()} onMouseDown={(event) => isBeside(event) && onClose()}>
      <div className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <Button tone="quiet" icon="close" aria-label="Close" onClick={onClose} />
      </div>
      {round > 0 && (onSubmit ? <DialogForm key={round} onSubmit={onSubmit}>{inside}</DialogForm> : <div key={round} className="contents">{inside}</div>)}
    </dialog>
  );
}

function DialogForm({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      className="contents"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** What a person came for, rather than the button that closes: `data-autofocus`, else the first control of the body or foot. */
function firstControl(dialog: HTMLElement | null): HTMLElement | null | undefined {
  const controls = "input, select, textarea, button, a[href]";
  return dialog?.querySelector<HTMLElement>("[data-autofocus]") ?? dialog?.querySelector<HTMLElement>(`:is(.dialog-body, .dialog-foot) :is(${controls})`);
}

/** Counts how often something was opened: a `key` that makes what is inside start afresh. */
export function useRound(open: boolean): number {
  const [last, setLast] = useState({ open: false, round: 0 });
  if (last.open !== open) setLast({ open, round: last.round + (open ? 1 : 0) });
  return last.round;
}

/** The backdrop belongs to the dialog, its padding does not exist: a press on the dialog itself is beside it. */
function isBeside(event: MouseEvent<HTMLDialogElement>): boolean {
  if (event.target !== event.currentTarget) return false;
  const box = event.currentTarget.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
