// A client without a page: grpcurl, and code as plain text.

import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What somebody in a session does with grpcurl, beside their tab. */
export class PlainClient {
  #host;
  #token;
  #room;

  static async of(person) {
    const client = new PlainClient();
    const { host, path, token } = await person.tab.read(() => {
      const { host, pathname: path } = location;
      return { host, path, token: sessionStorage.getItem("hirehub.dev.token") };
    });
    client.#host = host;
    client.#token = token;
    const { session } = await client.#call("session.v1.SessionService/GetSession", { session_id: path.split("/").at(-1) });
    client.#room = session.roomId;
    return client;
  }

  /** The code of the language that the editor shows. */
  async code() {
    return (await this.#get()).code;
  }

  /** Reads the code, changes it as a whole, and sends it back, saying what it was made from. */
  async change(made) {
    const { code, language, seq } = await this.#get();
    await this.#call("chat.v1.ChatService/Send", {
      room_id: this.#room,
      client_event_id: randomUUID(),
      code_change: { code: made(code), language, seq },
    });
  }

  #get() {
    return this.#call("chat.v1.ChatService/GetCode", { room_id: this.#room });
  }

  async #call(method, request) {
    const flags = ["-plaintext", "-H", `authorization: Bearer ${this.#token}`, "-d", JSON.stringify(request)];
    const { stdout } = await run("grpcurl", [...flags, this.#host, `hirehub.${method}`]);
    return JSON.parse(stdout);
  }
}
