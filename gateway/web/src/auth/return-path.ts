/** Where to go after signing in: a path of this site, or home. Anything that could lead elsewhere is home. */
export function returnPath(search: string): string {
  const to = new URLSearchParams(search).get("to") ?? "/";
  const base = "https://here.invalid";
  if (!to.startsWith("/") || !URL.canParse(to, base)) return "/";
  const url = new URL(to, base);
  if (url.origin !== base || url.pathname === "/sign-in") return "/";
  return url.pathname + url.search + url.hash;
}

/** The way to sign in and come back to `path`. */
export function signInPath(path: string): string {
  return path === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(path)}`;
}
