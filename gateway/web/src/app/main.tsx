import "../look/look.css";
import { StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { Router } from "wouter";
import { ServicesContext, startServices } from "../hooks/services";
import { Button } from "../look/button";
import { Empty } from "../look/empty";
import { aroundNavigation } from "../look/leave-guard";
import { Answers } from "./answers";
import { Pages, preload } from "./pages";

const place = document.getElementById("root");
if (place) {
  void start(createRoot(place));
  // Asked for after the first call, which it must not hold up, and before its answer.
  preload(location.pathname);
}

async function start(root: Root): Promise<void> {
  try {
    const services = await startServices();
    root.render(
      <StrictMode>
        <ServicesContext value={services}>
          <Answers>
            <Router aroundNav={aroundNavigation}>
              <Pages />
            </Router>
          </Answers>
        </ServicesContext>
      </StrictMode>,
    );
  } catch (error) {
    console.error(error);
    root.render(<Unreachable onRetry={() => void start(root)} />);
  }
}

/** Nothing can be shown: not even how to sign in is known. */
function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <main id="main" className="page">
      <h1 className="sr-only">HireHub</h1>
      <Empty icon="offline" title="HireHub did not answer" actions={<Button tone="go" icon="retry" onClick={onRetry}>Try again</Button>}>
        Nothing is lost. Look at your connection, or wait a moment.
      </Empty>
    </main>
  );
}
