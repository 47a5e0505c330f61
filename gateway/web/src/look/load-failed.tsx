import { signInPath } from "../auth/return-path";
import { Button, LinkButton } from "./button";
import { Empty } from "./empty";

interface LoadFailedProps {
  /** What did not load, as `sessions`. */
  readonly what: string;
  /** Signing in would help, and nothing else. */
  readonly signedOut?: boolean;
  readonly onRetry: () => void;
}

/** What stands where a list or a page should be that did not come. */
export function LoadFailed({ what, signedOut = false, onRetry }: LoadFailedProps) {
  if (signedOut) {
    return (
      <Empty icon="key" title="You are signed out" actions={<LinkButton href={signInPath(location.pathname + location.search)}>Sign in</LinkButton>}>
        Nothing is lost. Sign in to go on here.
      </Empty>
    );
  }
  return (
    <Empty icon="warning" title={`The ${what} did not load`} actions={<Button icon="retry" onClick={onRetry}>Try again</Button>}>
      The server did not answer. Your {what} are not affected.
    </Empty>
  );
}
