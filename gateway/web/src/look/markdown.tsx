import { Lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { Fragment, memo, type ReactNode } from "react";
import { Inline, MAX_DEPTH, plainText } from "./markdown-inline";

/** A fenced or indented block of code. */
export interface CodeBlock {
  readonly text: string;
  /** The word after the fence, as `python`; empty if there is none. */
  readonly language: string;
}

interface MarkdownProps {
  readonly text: string;
  /** What can be done with a block of code, as buttons below it. */
  readonly codeActions?: ((code: CodeBlock) => ReactNode) | undefined;
  /** How the text of a block of code is shown; without it, plain. */
  readonly codeText?: ((code: CodeBlock) => ReactNode) | undefined;
  /** As people write in a chat: every line break counts, a heading is a bold line. */
  readonly chat?: boolean;
  readonly className?: string;
}

/**
 * Markdown as React elements. No markup of the text survives: HTML is shown as it was written, pictures
 * become links, links go only where `safeLink` allows.
 */
export const Markdown = memo(function Markdown({ text, codeActions, codeText, chat = false, className }: MarkdownProps) {
  return (
    <div className={`markdown ${className ?? ""}`}>
      <Blocks tokens={parse(text, chat)} depth={0} as={{ codeActions, codeText, chat }} />
    </div>
  );
});

/** One line of Markdown without blocks, as a constraint. */
export const MarkdownLine = memo(function MarkdownLine({ text }: { text: string }) {
  const [first] = parse(text, false);
  return <span className="markdown">{first?.type === "paragraph" ? <Inline tokens={first.tokens} depth={0} /> : text}</span>;
});

interface As {
  readonly codeActions: MarkdownProps["codeActions"];
  readonly codeText: MarkdownProps["codeText"];
  readonly chat: boolean;
}

/** The most signs of emphasis, by character: the lexer's time grows with their square, 800 take 0.15 s and 3,200 over 1 s. */
const MAX_EMPHASES = 1000;

/** Text that overwhelms the lexer is shown as it was written. */
function parse(text: string, breaks: boolean): MarkedToken[] {
  const asWritten: MarkedToken[] = [{ type: "paragraph", raw: text, text, tokens: [{ type: "escape", raw: text, text }] }];
  const unfenced = text.replace(/^```[^]*?^```/gm, "");
  if ((unfenced.match(/[*_~]/g)?.length ?? 0) > MAX_EMPHASES) return asWritten;
  try {
    return new Lexer({ gfm: true, breaks }).lex(text) as MarkedToken[];
  } catch {
    return asWritten;
  }
}

function Blocks({ tokens, depth, as }: { tokens: readonly Token[]; depth: number; as: As }) {
  if (depth > MAX_DEPTH) return <p>{plainText(tokens)}</p>;
  return tokens.map((token, index) => <Fragment key={index}>{block(token as MarkedToken, depth, as)}</Fragment>);
}

function block(token: MarkedToken, depth: number, as: As): ReactNode {
  switch (token.type) {
    case "space":
    case "def":
    case "checkbox":
      return null;
    case "hr":
      return <hr />;
    case "heading":
      return heading(token, depth, as);
    case "paragraph":
      return <p><Inline tokens={token.tokens} depth={depth} /></p>;
    case "blockquote":
      return <blockquote><Blocks tokens={token.tokens} depth={depth + 1} as={as} /></blockquote>;
    case "list":
      return <List list={token} depth={depth} as={as} />;
    case "code":
      return <Fence code={{ text: token.text, language: token.lang?.split(/\s/)[0] ?? "" }} as={as} />;
    case "table":
      return <Table table={token} depth={depth} />;
    case "html":
      return <p>{token.raw}</p>;
    default:
      return <Inline tokens={[token]} depth={depth} />;
  }
}

/** The page has `h1` and `h2` of its own: those of the text begin below them. */
function heading(token: Tokens.Heading, depth: number, as: As): ReactNode {
  const text = <Inline tokens={token.tokens} depth={depth} />;
  if (as.chat) return <p><strong>{text}</strong></p>;
  if (token.depth <= 2) return <h3>{text}</h3>;
  return token.depth === 3 ? <h4>{text}</h4> : <h5>{text}</h5>;
}

function List({ list, depth, as }: { list: Tokens.List; depth: number; as: As }) {
  const items = list.items.map((item, index) => (
    <li key={index}>
      {item.task && (item.checked ? "☑ " : "☐ ")}
      <Blocks tokens={item.tokens} depth={depth + 1} as={as} />
    </li>
  ));
  if (!list.ordered) return <ul>{items}</ul>;
  const before = typeof list.start === "number" ? list.start - 1 : 0;
  return <ol start={before + 1} ref={(element) => element?.style.setProperty("--before", String(before))}>{items}</ol>;
}

function Fence({ code, as }: { code: CodeBlock; as: As }) {
  const actions = as.codeActions?.(code);
  return (
    <div className="fence">
      <pre tabIndex={0} role="region" aria-label={code.language ? `Code, ${code.language}` : "Code"}><code>{as.codeText ? as.codeText(code) : code.text}</code></pre>
      {actions && <footer>{actions}</footer>}
    </div>
  );
}

function Table({ table, depth }: { table: Tokens.Table; depth: number }) {
  return (
    <div className="table" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>{table.header.map((cell, index) => <th key={index}><Inline tokens={cell.tokens} depth={depth} /></th>)}</tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={at}>{row.map((cell, index) => <td key={index}><Inline tokens={cell.tokens} depth={depth} /></td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
