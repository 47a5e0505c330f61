import { Route, Switch, useLocation, useParams, useSearch } from "wouter";
import { NotFound } from "../look/not-found";
import { TopBar } from "../look/top-bar";
import { useSession } from "../pages/session/use-session";
import { Boundary } from "./boundary";
import { Gate } from "./gate";
import { page } from "./page";
import { Shell } from "./shell";

const SignInPage = page(() => import("../pages/sign-in/sign-in-page"));
const DashboardPage = page(() => import("../pages/dashboard/dashboard-page"));
const SessionPage = page(() => import("../pages/session/session-page"), <TopBar />);
const ReplayPage = page(() => import("../pages/replay/replay-page"), <TopBar />);
const ProblemsPage = page(() => import("../pages/problems/problems-page"));
const AdminPage = page(() => import("../pages/admin/admin-page"));

/** Every page by its address. Each is a chunk of its own, fetched when somebody goes there. */
export function Pages() {
  const [path] = useLocation();
  return (
    <Boundary resetKey={path}>
      <Switch>
        <Route path="/sign-in"><SignInPage /></Route>
        <Route path="/session/:id"><Gate stay><SessionRoute /></Gate></Route>
        <Route path="/session/:id/replay"><Gate stay><ReplayPage /></Gate></Route>
        <Route><Gate><Shell><ShellPages /></Shell></Gate></Route>
      </Switch>
    </Boundary>
  );
}

/** The session is asked for at once, while the code of its page is on its way. */
function SessionRoute() {
  const { id = "" } = useParams<{ id: string }>();
  const inviteCode = new URLSearchParams(useSearch()).get("invite") ?? "";
  return <SessionPage asked={useSession(id, inviteCode)} />;
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

/** Fetches the code of the page at an address ahead; if that fails, the page itself will say so. */
export function preload(path: string): void {
  pageAt(path)?.load().catch(() => undefined);
}

function pageAt(path: string): { readonly load: () => Promise<void> } | undefined {
  const [first = "", , third] = path.slice(1).split("/");
  if (first === "session") return third === "replay" ? ReplayPage : SessionPage;
  switch (first) {
    case "":
      return DashboardPage;
    case "sign-in":
      return SignInPage;
    case "problems":
      return ProblemsPage;
    case "admin":
      return AdminPage;
    default:
      return undefined;
  }
}
