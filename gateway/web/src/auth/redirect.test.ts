import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Issuer } from "../testing/issuer";
import { clerkProvider } from "./clerk";
import { oidcProvider } from "./oidc";

/** The part of happy-dom that plays the browser's address bar. */
const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } };
const PAGE = "http://127.0.0.1:8080";

beforeEach(() => {
  happyDOM.setURL(`${PAGE}/`);
  sessionStorage.clear();
  localStorage.clear();
});

afterEach(() => vi.restoreAllMocks());

describe("signing in at an OIDC issuer", () => {
  let issuer: Issuer;

  beforeEach(async () => {
    issuer = await Issuer.start("page");
  });
  afterEach(() => issuer.stop());

  /** Where the browser is sent. */
  async function redirect(to: string): Promise<URL> {
    const assign = vi.spyOn(window.location, "assign").mockImplementation(() => undefined);
    void oidcProvider(issuer.url, "page").signIn(to);
    await vi.waitUntil(() => assign.mock.calls.length > 0);
    return new URL(String(assign.mock.calls[0]?.[0]));
  }

  /** The whole way, there and back. */
  async function signIn(to = "/") {
    const state = (await redirect(to)).searchParams.get("state");
    happyDOM.setURL(`${PAGE}/sign-in?code=abc&state=${state}`);
    const auth = oidcProvider(issuer.url, "page");
    await auth.init();
    return auth;
  }

  it("goes by code and PKCE, and comes back to where the person was", async () => {
    const sent = await redirect("/session/s1?invite=X");
    expect(Object.fromEntries(sent.searchParams)).toMatchObject({
      client_id: "page",
      redirect_uri: `${PAGE}/sign-in`,
      response_type: "code",
      code_challenge_method: "S256",
    });
    const auth = await signIn("/session/s1?invite=X");
    expect(auth.snapshot()).toEqual({ status: "signed-in", user: { id: "ada", name: "Ada" } });
    expect(location.href).toBe(`${PAGE}/session/s1?invite=X`);
    expect(issuer.asked[0]?.get("code_verifier")).toBeTruthy();
  });

  it("lasts over a reload, and ends when the server refuses", async () => {
    await signIn();
    const auth = oidcProvider(issuer.url, "page");
    await auth.init();
    expect(auth.snapshot().status).toBe("signed-in");
    auth.reject();
    await vi.waitUntil(() => auth.snapshot().status === "signed-out");
    expect(await auth.getToken()).toBeNull();
  });

  it("renews a token that is about to end, or when asked", async () => {
    const auth = await signIn();
    const first = await auth.getToken();
    expect(await auth.getToken()).toBe(first);
    expect(await auth.getToken({ fresh: true })).not.toBe(first);
    expect(issuer.asked.map((asked) => asked.get("grant_type"))).toEqual(["authorization_code", "refresh_token"]);
    issuer.refreshes = false;
    expect(await auth.getToken({ fresh: true })).toBeNull();
    expect(auth.snapshot()).toEqual({ status: "signed-out", refused: true });
  });

  it("renews once for all calls that need it at the same time, since a refresh token is good for one renewal", async () => {
    const auth = await signIn();
    const tokens = await Promise.all([1, 2, 3].map(() => auth.getToken({ fresh: true })));
    expect(new Set(tokens).size).toBe(1);
    expect(issuer.asked.map((asked) => asked.get("grant_type"))).toEqual(["authorization_code", "refresh_token"]);
  });

  it("throws while the issuer cannot be reached, and stays signed in", async () => {
    const auth = await signIn();
    await issuer.stop();
    await expect(auth.getToken({ fresh: true })).rejects.toThrow();
    expect(auth.snapshot().status).toBe("signed-in");
  });

  it("is signed out where the answer is not of this browser, and cleans the address", async () => {
    happyDOM.setURL(`${PAGE}/sign-in?code=abc&state=somebody-elses`);
    const auth = oidcProvider(issuer.url, "page");
    await auth.init();
    expect([auth.snapshot().status, location.href]).toEqual(["signed-out", `${PAGE}/sign-in`]);
  });
});

describe("signing in with Clerk", () => {
  const key = `pk_test_${btoa("clerk.example.com$")}`;
  const clerk = {
    load: vi.fn(async () => undefined),
    user: null as { id: string; fullName: string | null; username: string | null } | null,
    session: { id: "sess_1", getToken: vi.fn(async ({ skipCache }: { skipCache: boolean }) => (skipCache ? "fresh" : "kept")) },
    addListener: vi.fn((listener: () => void) => (tell = listener)),
    redirectToSignIn: vi.fn(async () => undefined),
    signOut: vi.fn(async () => undefined),
  };
  let tell: () => void;

  /** Clerk's own script is nothing to run in a test: what we ask of it is. */
  async function start() {
    const append = vi.spyOn(document.head, "append").mockImplementation((script) => {
      Object.assign(window, { Clerk: clerk });
      (script as HTMLScriptElement).dispatchEvent(new Event("load"));
    });
    const auth = clerkProvider(key);
    await auth.init();
    return { auth, script: append.mock.calls[0]?.[0] as HTMLScriptElement };
  }

  it("loads its script from the host in the key, and nothing else", async () => {
    const { auth, script } = await start();
    expect(script.src).toMatch(/^https:\/\/clerk\.example\.com\/npm\/@clerk\/clerk-js@/);
    expect(script.dataset["clerkPublishableKey"]).toBe(key);
    expect(auth.snapshot().status).toBe("signed-out");
  });

  it("knows who is signed in, and gets a fresh token when asked", async () => {
    const { auth } = await start();
    clerk.user = { id: "user_1", fullName: null, username: "ada" };
    tell();
    expect(auth.snapshot()).toEqual({ status: "signed-in", user: { id: "user_1", name: "ada" } });
    expect([await auth.getToken(), await auth.getToken({ fresh: true })]).toEqual(["kept", "fresh"]);
    auth.reject();
    expect(auth.snapshot()).toEqual({ status: "signed-out", refused: true });
    clerk.session.id = "sess_2";
    tell();
    expect(auth.snapshot().status).toBe("signed-in");
  });

  it("comes back to where the person was", async () => {
    const { auth } = await start();
    await auth.signIn("/session/s1?invite=X");
    const back = `${PAGE}/session/s1?invite=X`;
    expect(clerk.redirectToSignIn).toHaveBeenCalledWith({ signInForceRedirectUrl: back, signUpForceRedirectUrl: back });
  });
});
