import { highlightCode, tagHighlighter, tags as t } from "@lezer/highlight";
import { LanguageSupport } from "@codemirror/language";
import { type ReactNode, useEffect, useState } from "react";
import type { CodeBlock } from "../../../look/markdown";
import { grammarOf } from "../editor/languages";

/** What people write after a fence, where it is not the language's id. */
const ALIASES: Readonly<Record<string, string>> = {
  js: "javascript", jsx: "javascript", ts: "typescript", tsx: "typescript", py: "python", "c++": "cpp", golang: "go", rs: "rust",
};

/** The classes of code that is shown, not edited; the colours are the editor's. */
const CLASSES = tagHighlighter([
  { tag: t.comment, class: "tok-comment" },
  { tag: [t.keyword, t.modifier, t.operatorKeyword, t.self], class: "tok-keyword" },
  { tag: [t.string, t.special(t.string), t.regexp], class: "tok-string" },
  { tag: [t.number, t.bool, t.null, t.atom], class: "tok-number" },
  { tag: [t.function(t.variableName), t.function(t.propertyName), t.function(t.definition(t.variableName)), t.macroName], class: "tok-func" },
  { tag: [t.typeName, t.className, t.namespace], class: "tok-type" },
  { tag: [t.punctuation, t.operator, t.bracket], class: "tok-punct" },
  { tag: [t.meta, t.annotation, t.escape, t.tagName], class: "tok-meta" },
]);

/** The text of a block of code in colours, once its grammar is here; of a language nobody named, the room's. */
export function CodeText({ code, fallback }: { code: CodeBlock; fallback: string }) {
  const [support, setSupport] = useState<LanguageSupport | null>(null);
  const named = code.language.toLowerCase();
  const language = (Object.hasOwn(ALIASES, named) ? ALIASES[named] : named) || fallback;
  useEffect(() => {
    let isCurrent = true;
    const keep = (extension: unknown) => isCurrent && setSupport(extension instanceof LanguageSupport ? extension : null);
    grammarOf(language).load().then(keep, () => keep(null));
    return () => {
      isCurrent = false;
    };
  }, [language]);
  return support ? coloured(code.text, support) : code.text;
}

function coloured(text: string, support: LanguageSupport): ReactNode {
  const parts: ReactNode[] = [];
  const put = (part: string, classes: string) => parts.push(classes ? <span key={parts.length} className={classes}>{part}</span> : part);
  highlightCode(text, support.language.parser.parse(text), CLASSES, put, () => parts.push("\n"));
  return parts;
}
