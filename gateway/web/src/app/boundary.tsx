import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "../look/button";
import { Empty } from "../look/empty";
import { TopBar } from "../look/top-bar";

interface BoundaryProps {
  /** Another value starts afresh, as another page does. */
  readonly resetKey: string;
  readonly children: ReactNode;
}

/** Catches what a page throws, also when its code cannot be fetched, and offers to load it again. */
export class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override componentDidUpdate(before: BoundaryProps): void {
    if (before.resetKey !== this.props.resetKey && this.state.failed) this.setState({ failed: false });
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <>
        <TopBar />
        <main id="main" className="page">
          <Empty icon="warning" title="This page stopped" actions={<Button tone="go" icon="retry" onClick={() => location.reload()}>Load it again</Button>}>
            What you sent is safe on the server, and what waits here is kept for the next load.
          </Empty>
        </main>
      </>
    );
  }
}
