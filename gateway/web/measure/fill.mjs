// Holds a long interview: two people type into one document by what the page itself is made of.
import * as Y from "yjs";

/** After this many edits each, the two see each other's; until then they type at the same time. */
const TOGETHER = 100;
/** One message after this many edits of a person. */
const MESSAGE_EVERY = 300;
const LINES = [
  "def merge(intervals: List[List[int]]) -> List[List[int]]:\n",
  '    """Merge all intervals that overlap or touch."""\n',
  "    intervals.sort(key=lambda pair: pair[0])\n",
  "    for start, end in intervals[1:]:\n",
  "        last = merged[-1]\n",
  "    return merged\n\n",
];

/** Who opens the session. */
export const HOST = { userId: "mira", name: "Mira Okafor", isAdmin: false };
const GUEST = { userId: "ben", name: "Ben Krause", isAdmin: false };

/** Types `edits` edits into a new session; `load` loads a module of the page. */
export async function fillSession(load, origin, edits) {
  const { devProvider } = await load("/src/auth/dev.ts");
  const { createClients } = await load("/src/rpc/clients.ts");
  const { createTransport } = await load("/src/rpc/transport.ts");
  const signIn = async (person) => {
    const auth = devProvider(memory(), origin);
    await auth.signIn(person);
    return createClients(createTransport(origin, auth));
  };
  const host = await signIn(HOST);
  const guest = await signIn(GUEST);
  const { problems } = await host.problems.listProblems({});
  const { session } = await host.sessions.createSession({ problemId: problems[0].problemId, language: "python", visibility: 1 });
  await guest.sessions.joinSession({ sessionId: session.sessionId });
  const { document } = (await host.chat.getDocument({ roomId: session.roomId, language: "python" }));
  const typists = [new Typist(host.chat, session.roomId, document), new Typist(guest.chat, session.roomId, document)];
  const began = performance.now();
  for (let typed = 0; typed < edits / typists.length; typed += TOGETHER) {
    await Promise.all(typists.map((typist) => typist.type(Math.min(TOGETHER, edits / typists.length - typed))));
    Typist.meet(typists);
  }
  return {
    sessionId: session.sessionId,
    edits: typists[0].edits + typists[1].edits,
    messages: typists[0].messages + typists[1].messages,
    code: typists[0].code,
    took: performance.now() - began,
    end: () => host.sessions.endSession({ sessionId: session.sessionId }),
  };
}

/** Somebody who types a character at a time, and mostly where they typed before. */
class Typist {
  edits = 0;
  messages = 0;
  #chat;
  #roomId;
  #generation;
  #doc = new Y.Doc();
  #caret = 0;
  #line = "";
  #sent = [];

  constructor(chat, roomId, { generation, update }) {
    this.#chat = chat;
    this.#roomId = roomId;
    this.#generation = generation;
    if (update.length > 0) Y.applyUpdate(this.#doc, update, "remote");
    this.#doc.on("update", (made, from) => from === "remote" || this.#sent.push(made));
  }

  get code() {
    return this.#doc.getText("code").toString();
  }

  async type(count) {
    for (let typed = 0; typed < count; typed += 1) {
      this.#change();
      await this.#send({ case: "docUpdate", value: { language: "python", format: 1, generation: this.#generation, update: this.#sent.at(-1) } });
      this.edits += 1;
      if (this.edits % MESSAGE_EVERY !== 0) continue;
      this.messages += 1;
      await this.#send({ case: "message", value: { text: `That is edit ${this.edits}: does \`merged\` stay sorted?` } });
    }
  }

  /** Everybody learns what the others typed. */
  static meet(typists) {
    for (const typist of typists) {
      for (const update of typist.#sent) {
        for (const other of typists) if (other !== typist) Y.applyUpdate(other.#doc, update, "remote");
      }
      typist.#sent = [];
    }
  }

  #change() {
    const text = this.#doc.getText("code");
    if (this.#line === "") {
      this.#line = LINES[Math.floor(Math.random() * LINES.length)];
      this.#caret = lineStart(text.toString(), Math.floor(Math.random() * (text.length + 1)));
    }
    this.#caret = Math.min(this.#caret, text.length);
    if (Math.random() < 0.05 && this.#caret > 0) {
      text.delete((this.#caret -= 1), 1);
    } else {
      text.insert(this.#caret, this.#line[0]);
      this.#caret += 1;
      this.#line = this.#line.slice(1);
    }
  }

  #send(body) {
    return this.#chat.send({ roomId: this.#roomId, clientEventId: crypto.randomUUID(), body });
  }
}

function lineStart(code, near) {
  return near === 0 ? 0 : code.lastIndexOf("\n", near - 1) + 1;
}

/** A browser's storage, for one person. */
function memory() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}
