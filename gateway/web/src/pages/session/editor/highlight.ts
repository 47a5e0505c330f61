import { Language } from "@codemirror/language";
import { highlightCode, tagHighlighter, tags as t } from "@lezer/highlight";
import { grammarOf } from "./languages";
import { type Line, plainLines } from "./lines";

const STYLES = tagHighlighter([
  { tag: t.comment, class: "tok-comment" },
  { tag: [t.keyword, t.modifier, t.operatorKeyword, t.self, t.definitionKeyword], class: "tok-keyword" },
  { tag: [t.string, t.special(t.string), t.regexp], class: "tok-string" },
  { tag: [t.number, t.bool, t.null, t.atom], class: "tok-number" },
  { tag: [t.function(t.variableName), t.function(t.propertyName), t.function(t.definition(t.variableName)), t.function(t.definition(t.propertyName)), t.macroName], class: "tok-func" },
  { tag: [t.typeName, t.className, t.namespace, t.standard(t.name)], class: "tok-type" },
  { tag: [t.punctuation, t.operator, t.bracket, t.separator, t.derefOperator], class: "tok-punct" },
  { tag: [t.meta, t.annotation, t.escape, t.tagName, t.processingInstruction], class: "tok-meta" },
]);

/** The lines of a text in their colours; a language without a grammar is plain. */
export async function highlight(text: string, language: string): Promise<Line[]> {
  const grammar = await grammarOf(language).load();
  const lines: { text: string; style: string }[][] = [[]];
  const put = (part: string, style: string) => void lines.at(-1)?.push({ text: part, style });
  if (!(grammar instanceof Language)) return plainLines(text);
  highlightCode(text, grammar.parser.parse(text), STYLES, put, () => void lines.push([]));
  return lines;
}
