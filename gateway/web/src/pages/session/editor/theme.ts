import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags as t } from "@lezer/highlight";

/** Colours of code; the values are tokens, so that editor, chat and replay agree. */
export const highlight = HighlightStyle.define([
  { tag: [t.comment, t.lineComment, t.blockComment, t.docComment], color: "var(--syn-comment)", fontStyle: "italic" },
  { tag: [t.keyword, t.modifier, t.operatorKeyword, t.self, t.definitionKeyword], color: "var(--syn-keyword)" },
  { tag: [t.string, t.special(t.string), t.regexp, t.docString], color: "var(--syn-string)" },
  { tag: [t.number, t.bool, t.null, t.atom], color: "var(--syn-number)" },
  {
    tag: [
      t.function(t.variableName),
      t.function(t.propertyName),
      t.function(t.definition(t.variableName)),
      t.function(t.definition(t.propertyName)),
      t.macroName,
    ],
    color: "var(--syn-func)",
  },
  { tag: [t.typeName, t.className, t.namespace, t.standard(t.name)], color: "var(--syn-type)" },
  { tag: [t.punctuation, t.operator, t.bracket, t.separator, t.derefOperator], color: "var(--syn-punct)" },
  { tag: [t.meta, t.annotation, t.escape, t.tagName, t.processingInstruction], color: "var(--syn-meta)" },
]);

const frame = EditorView.theme(
  {
    "&": { height: "100%", color: "var(--syn-fg)", backgroundColor: "var(--ed-bg)" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": {
      fontFamily: "var(--font-code)",
      fontSize: "var(--code-size)",
      lineHeight: "var(--code-line)",
      fontVariantLigatures: "none",
      overflow: "auto",
    },
    ".cm-content": { padding: "var(--s-3) 0", caretColor: "var(--ed-caret)" },
    ".cm-line": { padding: "0 var(--s-4) 0 0" },
    ".cm-gutters": { backgroundColor: "var(--ed-bg)", color: "var(--ed-gutter)", border: "none" },
    ".cm-lineNumbers .cm-gutterElement": { minWidth: "var(--number-width)", padding: "0 var(--number-gap) 0 0" },
    ".cm-activeLine": { backgroundColor: "var(--ed-line)" },
    ".cm-activeLineGutter": { backgroundColor: "var(--ed-line)", color: "var(--text-1)" },
    ".cm-cursor": { borderLeft: "2px solid var(--ed-caret)", marginLeft: "-1px" },
    // As specific as CodeMirror's own rules, which would win otherwise.
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      background: "var(--ed-sel)",
    },
    "&.cm-focused .cm-matchingBracket, &.cm-focused .cm-nonmatchingBracket": {
      backgroundColor: "transparent",
      boxShadow: "inset 0 0 0 1px var(--ed-match)",
      borderRadius: "2px",
    },
    ".cm-searchMatch": { backgroundColor: "var(--ed-find)", borderRadius: "2px" },
    ".cm-searchMatch-selected": { boxShadow: "inset 0 0 0 1px var(--warn)" },
    ".cm-placeholder": { color: "var(--text-3)" },
    ".cm-panels": { backgroundColor: "var(--bg-2)", color: "var(--text-1)", fontFamily: "var(--font-ui)" },
    ".cm-panels-bottom": { borderTop: "1px solid var(--line-1)" },
    ".cm-panel.cm-search": { padding: "var(--s-2) var(--s-8) var(--s-2) var(--s-3)", fontSize: "var(--fs-12)" },
    ".cm-panel.cm-search label": { color: "var(--text-2)", fontSize: "var(--fs-12)" },
    ".cm-panel.cm-search input[type=checkbox]": { accentColor: "var(--accent)", verticalAlign: "middle" },
    ".cm-textfield": {
      height: "var(--h-ctl-s)",
      backgroundColor: "var(--bg-1)",
      border: "1px solid var(--line-ui)",
      borderRadius: "var(--r-2)",
      fontSize: "var(--fs-12)",
    },
    ".cm-button": {
      height: "var(--h-ctl-s)",
      background: "var(--bg-3)",
      border: "none",
      borderRadius: "var(--r-2)",
      fontSize: "var(--fs-12)",
    },
    ".cm-panel.cm-search [name=close]": { color: "var(--text-2)", fontSize: "1rem", top: "var(--s-2)", right: "var(--s-2)" },
  },
  { dark: true },
);

/** How the editor looks, all from tokens. */
export const theme: Extension = [frame, syntaxHighlighting(highlight)];
