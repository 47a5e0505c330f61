import type { MarkedToken, Token } from "marked";
import { Fragment, type ReactNode } from "react";
import { safeLink } from "./safe-link";

/** What is nested deeper than this is shown as plain text: nobody writes so, and deep trees choke browsers. */
export const MAX_DEPTH = 16;

/** The text of a line with its emphasis, code and links. */
export function Inline({ tokens, depth }: { tokens: readonly Token[]; depth: number }) {
  if (depth > MAX_DEPTH) return plainText(tokens);
  return tokens.map((token, index) => <Fragment key={index}>{inline(token as MarkedToken, depth + 1)}</Fragment>);
}

/** The text as it was written. */
export function plainText(tokens: readonly Token[]): string {
  return tokens.map((token) => token.raw).join("");
}

function inline(token: MarkedToken, depth: number): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong><Inline tokens={token.tokens} depth={depth} /></strong>;
    case "em":
      return <em><Inline tokens={token.tokens} depth={depth} /></em>;
    case "del":
      return <del><Inline tokens={token.tokens} depth={depth} /></del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "checkbox":
      return null;
    case "link":
      return link(token.href, <Inline tokens={token.tokens} depth={depth} />, token.raw);
    case "image":
      return link(token.href, token.text || token.href, token.raw);
    case "text":
      return token.tokens ? <Inline tokens={token.tokens} depth={depth} /> : resolved(token.text);
    case "escape":
      return token.text;
    default:
      return token.raw;
  }
}

/** A link that may not be followed is shown as it was written, so that nobody takes it for one. */
function link(href: string, content: ReactNode, raw: string): ReactNode {
  const safe = safeLink(href);
  if (!safe) return raw;
  return <a className="link" href={safe} target="_blank" rel="noopener noreferrer nofollow">{content}</a>;
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: "\u00a0", le: "≤", ge: "≥" };

/** The few character references that people do write. */
function resolved(text: string): string {
  return text.replace(/&(#39|[a-z]+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
