import type { ReactNode } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";

interface ConfirmProps {
  readonly open: boolean;
  /** The question, as `End this session?`. */
  readonly title: string;
  /** What happens and what stays. */
  readonly children: ReactNode;
  /** What is done, verb first. */
  readonly action: string;
  /** The way back, as `Keep going`. */
  readonly keep: string;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks once before something is lost; the only place of a red fill. */
export function Confirm({ open, title, children, action, keep, busy, onConfirm, onClose }: ConfirmProps) {
  const foot = (
    <>
      <Button tone="quiet" onClick={onClose}>{keep}</Button>
      <Button tone="final" type="submit" disabled={busy}>{action}</Button>
    </>
  );
  return (
    <Dialog open={open} onClose={onClose} onSubmit={onConfirm} title={title} foot={foot} narrow>
      <div className="text-text-2">{children}</div>
    </Dialog>
  );
}
