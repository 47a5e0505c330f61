// @vitest-environment node
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { beforeEach, expect, it } from "vitest";
import { SessionService } from "../gen/hirehub/session/v1/session_service_pb";
import { authorize, type TokenSource } from "./authorize";
import { problemOf } from "./problem";

/** Somebody with an old token, and a new one for when it is asked for. */
class Somebody implements TokenSource {
  tokens: readonly [old: string | null, fresh: string | null] = ["old", "new"];
  isRejected = false;

  async getToken(options?: { readonly fresh?: boolean }): Promise<string | null> {
    const token = this.tokens[options?.fresh ? 1 : 0];
    if (token === "unreachable") throw new TypeError("fetch failed");
    return token;
  }

  reject(): void {
    this.isRejected = true;
  }
}

let somebody: Somebody;
/** The `authorization` of each call that went out. */
let seen: (string | null)[];
/** The tokens that the server takes. */
let taken: readonly string[];

beforeEach(() => {
  somebody = new Somebody();
  seen = [];
  taken = ["Bearer old", "Bearer new"];
});

async function call(): Promise<string> {
  const transport = createRouterTransport(
    ({ service }) =>
      service(SessionService, {
        getMe(_, { requestHeader }) {
          seen.push(requestHeader.get("authorization"));
          if (!taken.includes(seen.at(-1) ?? "")) throw new ConnectError("who are you?", Code.Unauthenticated);
          return { person: { userId: "ada" } };
        },
      }),
    { transport: { interceptors: [authorize(somebody)] } },
  );
  return (await createClient(SessionService, transport).getMe({})).person?.userId ?? "";
}

it("carries the token", async () => {
  expect(await call()).toBe("ada");
  expect(seen).toEqual(["Bearer old"]);
});

it("goes once more with a fresh token when the first is refused", async () => {
  taken = ["Bearer new"];
  expect(await call()).toBe("ada");
  expect(seen).toEqual(["Bearer old", "Bearer new"]);
  expect(somebody.isRejected).toBe(false);
});

it("signs out whose fresh token is refused, too", async () => {
  taken = [];
  expect(problemOf(await call().catch((error: unknown) => error)).code).toBe(Code.Unauthenticated);
  expect([seen.length, somebody.isRejected]).toEqual([2, true]);
});

it("does not call for nobody", async () => {
  somebody.tokens = [null, null];
  expect(problemOf(await call().catch((error: unknown) => error)).code).toBe(Code.Unauthenticated);
  expect(seen).toEqual([]);
});

it("says that it may pass when no token can be had just now", async () => {
  somebody.tokens = ["unreachable", "unreachable"];
  expect(problemOf(await call().catch((error: unknown) => error))).toMatchObject({ code: Code.Unavailable, isPassing: true });
  expect(somebody.isRejected).toBe(false);
});
