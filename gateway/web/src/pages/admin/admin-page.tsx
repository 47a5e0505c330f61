import { Code } from "@connectrpc/connect";
import { Redirect, Route, Switch } from "wouter";
import { useIsAdmin } from "../../hooks/use-me";
import { LoadFailed } from "../../look/load-failed";
import { NotFound } from "../../look/not-found";
import { problemOf } from "../../rpc/problem";
import { EditProblem } from "./edit-problem";
import { ProblemEditor } from "./problem-editor";

/** Writing problems. Who is no admin finds no such page. */
export default function AdminPage() {
  const { isAdmin, error, retry } = useIsAdmin();
  if (isAdmin === undefined && error) {
    return (
      <main id="main" className="page">
        <LoadFailed what="page" signedOut={problemOf(error).code === Code.Unauthenticated} onRetry={retry} />
      </main>
    );
  }
  if (isAdmin === undefined) return <main id="main" className="page" />;
  if (!isAdmin) return <NotFound />;
  return (
    <Switch>
      <Route path="/admin"><Redirect to="/problems" replace /></Route>
      <Route path="/admin/problems/new"><ProblemEditor key="new" problem={null} /></Route>
      <Route path="/admin/problems/:id">{({ id }) => <EditProblem key={id} id={id} />}</Route>
      <Route><NotFound /></Route>
    </Switch>
  );
}
