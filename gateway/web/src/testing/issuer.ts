import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An OIDC issuer that knows one person and believes every code. */
export class Issuer {
  /** What the token endpoint was asked, in order. */
  readonly asked: URLSearchParams[] = [];
  /** Seconds that a token is good for. */
  lifetime = 3_600;
  /** Whether it gives refresh tokens, and takes them. */
  refreshes = true;
  readonly #server: Server;

  private constructor(readonly clientId: string) {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then((answer) => {
        response.writeHead(answer === null ? 400 : 200, {
          "access-control-allow-origin": "*",
          "access-control-allow-headers": "*",
          "content-type": "application/json",
        });
        response.end(JSON.stringify(answer ?? { error: "invalid_grant" }));
      });
    });
  }

  static async start(clientId: string): Promise<Issuer> {
    const issuer = new Issuer(clientId);
    await new Promise<void>((resolve) => issuer.#server.listen(0, "127.0.0.1", resolve));
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): Promise<unknown> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<unknown> {
    if (request.method === "OPTIONS") return {};
    const { url } = this;
    if (request.url?.startsWith("/.well-known"))
      return {
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        end_session_endpoint: `${url}/out`,
        jwks_uri: `${url}/keys`,
      };
    let body = "";
    for await (const part of request) body += String(part);
    this.asked.push(new URLSearchParams(body));
    return this.#tokens();
  }

  #tokens(): unknown {
    if (this.asked.at(-1)?.get("grant_type") === "refresh_token" && !this.refreshes) return null;
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: this.url, sub: "ada", name: "Ada", aud: this.clientId, iat: now, exp: now + this.lifetime, jti: `${this.asked.length}` };
    const token = `${btoa("{}")}.${btoa(JSON.stringify(claims))}.c2ln`.replaceAll("=", "");
    return { access_token: token, id_token: token, token_type: "Bearer", expires_in: this.lifetime, ...(this.refreshes && { refresh_token: "r" }) };
  }
}
