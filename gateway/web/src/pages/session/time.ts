import type { Timestamp } from "@bufbuild/protobuf/wkt";

/** A moment of the server in ms since 1970; an unset one is 0. */
export function millis(time: Timestamp | undefined): number {
  return time ? Number(time.seconds) * 1000 + Math.floor(time.nanos / 1e6) : 0;
}
