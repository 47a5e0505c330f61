// @vitest-environment node
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, it } from "vitest";
import { problemOf } from "./problem";

/** An error as it comes from the wire, with its attachments. */
function error(code: Code, message: string, ...details: readonly (readonly [type: string, value: Uint8Array<ArrayBuffer>])[]): ConnectError {
  const thrown = new ConnectError(message, code);
  thrown.details = details.map(([type, value]) => ({ type: `google.rpc.${type}`, value }));
  return thrown;
}

const duration = new BinaryWriter().tag(1, 0).int64(2).tag(2, 0).int32(500_000_000).finish();
const retryInfo = new BinaryWriter().tag(1, 2).bytes(duration).finish();
const errorInfo = new BinaryWriter().tag(2, 2).string("chat.hirehub").tag(1, 2).string("TOO_FAST").finish();

it("has the reason and the time of what the server attached", () => {
  const problem = problemOf(error(Code.ResourceExhausted, "slow down", ["RetryInfo", retryInfo], ["ErrorInfo", errorInfo]));
  expect(problem).toMatchObject({ reason: "TOO_FAST", retryAfter: 2_500, isPassing: true, field: null });
});

it("is the error itself where attachments cannot be read, or are of no kind we know", () => {
  const problem = problemOf(error(Code.NotFound, "no such thing", ["ErrorInfo", Uint8Array.of(255)], ["DebugInfo", errorInfo]));
  expect(problem).toEqual({ code: Code.NotFound, reason: "", message: "no such thing", field: null, retryAfter: null, isPassing: false });
});

it("names the field that breaks a rule", () => {
  expect(problemOf(error(Code.InvalidArgument, "text must be 1 byte to 8 KiB")).field).toBe("text");
  expect(problemOf(error(Code.NotFound, "text must be there")).field).toBeNull();
});

it("may pass when it is no answer of ours at all", () => {
  expect(problemOf(new TypeError("Failed to fetch"))).toMatchObject({ reason: "", isPassing: true });
});
