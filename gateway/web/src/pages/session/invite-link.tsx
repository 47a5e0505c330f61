import { CopyButton } from "../../look/copy-button";
import { Dialog } from "../../look/dialog";

/** The link that fills the other seat, to be read and copied. */
export function InviteLink({ link }: { link: string }) {
  return (
    <div className="invite">
      <input className="input code-text" aria-label="Invite link" readOnly value={link} onFocus={(event) => event.target.select()} />
      <CopyButton text={link} name="the invite link" />
    </div>
  );
}

/** The link in a dialog, for pages that have no room for it elsewhere. */
export function InviteDialog({ link, isOpen, onClose }: { link: string; isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog open={isOpen} onClose={onClose} title="Invite a participant">
      <div>
        <p className="text-text-2">Whoever opens this link can take the second seat while it is free.</p>
        <InviteLink link={link} />
      </div>
    </Dialog>
  );
}
