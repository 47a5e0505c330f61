import { lazy, Suspense } from "react";
import { Route, Switch, useLocation } from "wouter";
import { NotFound } from "../look/not-found";
import { Boundary } from "./boundary";
import { Gate } from "./gate";
import { Shell } from "./shell";

const SignInPage = lazy(() => import("../pages/sign-in/sign-in-page"));
const DashboardPage = lazy(() => import("../pages/dashboard/dashboard-page"));
const SessionPage = lazy(() => import("../pages/session/session-page"));
const ReplayPage = lazy(() => import("../pages/replay/replay-page"));
const ProblemsPage = lazy(() => import("../pages/problems/problems-page"));
const AdminPage = lazy(() => import("../pages/admin/admin-page"));

/** Every page by its address. Each is a chunk of its own, fetched when somebody goes there. */
export function Pages() {
  const [path] = useLocation();
  return (
    <Boundary resetKey={path}>
      <Suspense fallback={null}>
        <Switch>
          <Route path="/sign-in"><SignInPage /></Route>
          <Route path="/session/:id"><Gate stay><SessionPage /></Gate></Route>
          <Route path="/session/:id/replay"><Gate stay><ReplayPage /></Gate></Route>
          <Route><Gate><Shell><Suspense fallback={null}><ShellPages /></Suspense></Shell></Gate></Route>
        </Switch>
      </Suspense>
    </Boundary>
  );
}

function ShellPages() {
  return (
    <Switch>
      <Route path="/"><DashboardPage /></Route>
      <Route path="/problems/:id?">{({ id }) => <ProblemsPage {...(id !== undefined && { id })} />}</Route>
      <Route path="/admin/*?"><AdminPage /></Route>
      <Route><NotFound /></Route>
    </Switch>
  );
}
