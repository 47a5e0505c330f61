import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Event } from "../../gen/hirehub/chat/v1/event_pb";
import type { ReplayEvent } from "./core/event";

/** What a replay shows of an event of the room's log; null if nothing. */
export function replayEvent({ seq, occurredAt, userId, displayName, body }: Event): ReplayEvent | null {
  const circumstance = {
    seq: Number(seq),
    at: occurredAt === undefined ? 0 : timestampMs(occurredAt),
    userId,
    name: displayName,
  };
  switch (body.case) {
    case "message":
      return { ...circumstance, kind: "message", text: body.value.text };
    case "docUpdate": {
      const { language, generation, splices } = body.value;
      return { ...circumstance, kind: "edit", language, generation: Number(generation), splices };
    }
    case "languageChanged":
      return { ...circumstance, kind: "switched", language: body.value.language };
    case "accessGranted": {
      const start = body.value.startDocument;
      if (start === undefined) return null;
      return { ...circumstance, kind: "begun", language: start.language, starterCode: start.starterCode };
    }
    case "userJoined":
      return { ...circumstance, kind: "came" };
    case "userLeft":
      return { ...circumstance, kind: "went" };
    case "accessRemoved":
      return { ...circumstance, kind: "left" };
    case "roomClosed":
      return { ...circumstance, kind: "closed" };
    default:
      return null;
  }
}
