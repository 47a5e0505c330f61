import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { ConnectError } from "@connectrpc/connect";

/** What our services attach to an error: parts of `google.rpc.ErrorInfo` and `google.rpc.RetryInfo`. */
export interface Details {
  readonly reason: string;
  /** Milliseconds. */
  readonly retryAfter: number | null;
}

/** Reads them; what is missing or unreadable is empty. */
export function detailsOf(error: ConnectError): Details {
  let reason = "";
  let retryAfter: number | null = null;
  for (const detail of error.details) {
    if (!("type" in detail) || !(detail.value instanceof Uint8Array)) continue;
    try {
      if (detail.type === "google.rpc.ErrorInfo") reason = readReason(detail.value);
      if (detail.type === "google.rpc.RetryInfo") retryAfter = readDelay(detail.value);
    } catch {
      // An attachment that cannot be read says nothing; the error itself stands.
    }
  }
  return { reason, retryAfter };
}

/** `ErrorInfo{ string reason = 1 }`. */
function readReason(bytes: Uint8Array): string {
  let reason = "";
  fields(bytes, 1, (reader) => (reason = reader.string()));
  return reason;
}

/** `RetryInfo{ Duration{ int64 seconds = 1, int32 nanos = 2 } retry_delay = 1 }`. */
function readDelay(bytes: Uint8Array): number {
  let delay = 0;
  fields(bytes, 1, (reader) => {
    const duration = reader.bytes();
    fields(duration, 1, (inner) => (delay += Number(inner.int64()) * 1_000));
    fields(duration, 2, (inner) => (delay += inner.int32() / 1_000_000));
  });
  return delay;
}

function fields(bytes: Uint8Array, wanted: number, read: (reader: BinaryReader) => unknown): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === wanted) read(reader);
    else reader.skip(type, field);
  }
}
