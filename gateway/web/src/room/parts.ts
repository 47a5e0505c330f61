import type { Chat } from "./chat";
import type { Cursors } from "./cursors";
import type { Documents } from "./documents";
import type { Lease } from "./lease";
import type { OwnCursor } from "./own-cursor";
import type { People } from "./people";
import type { Post } from "./post";
import type { Saver } from "./saver";
import type { Typists } from "./typists";
import type { Unsaved } from "./unsaved";

/** What a room is made of, as its reader feeds it. */
export interface Parts {
  readonly post: Post;
  readonly lease: Lease;
  readonly chat: Chat;
  readonly people: People;
  readonly typists: Typists;
  readonly cursors: Cursors;
  readonly ownCursor: OwnCursor;
  readonly unsaved: Unsaved;
  readonly documents: Documents;
  readonly saver: Saver;
}
