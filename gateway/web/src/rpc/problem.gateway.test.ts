// @vitest-environment node
import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { Place } from "../testing/interview";
import { PATIENCE } from "../testing/patience";
import { hasProgram } from "../testing/stack";
import { type Problem, problemOf } from "./problem";

describe.skipIf(!hasProgram)("a problem at the real gateway", { timeout: PATIENCE }, () => {
  const place = new Place();

  async function problemIn(call: Promise<unknown>): Promise<Problem> {
    return call.then(() => expect.fail("it worked"), problemOf);
  }

  it("names the field that breaks a rule", async () => {
    const { clients } = await place.person("ada");
    const problem = await problemIn(clients.sessions.createSession({ problemId: "two-sum", language: "No Language" }));
    expect(problem).toMatchObject({ code: Code.InvalidArgument, reason: "INVALID_FIELD", field: "language", isPassing: false });
  });

  it("has the reason that tells refusals apart", async () => {
    const ada = await place.person("ada");
    const { sessionId } = await ada.host();
    expect(await problemIn(ada.join(sessionId))).toMatchObject({ reason: "HOST_CANNOT_JOIN", field: null });
    await (await place.person("ben")).join(sessionId);
    const cyd = await place.person("cyd");
    expect(await problemIn(cyd.join(sessionId))).toMatchObject({ reason: "SESSION_FULL", isPassing: false });
    expect(await problemIn(cyd.clients.sessions.endSession({ sessionId: "none" }))).toMatchObject({ code: Code.NotFound });
  });

  it("passes while the server is away", async () => {
    const { clients } = await place.person("ada");
    await place.stack.kill();
    expect(await problemIn(clients.sessions.getMe({}))).toMatchObject({ isPassing: true });
    await place.stack.run();
  });
});
