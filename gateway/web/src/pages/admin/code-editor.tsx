import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useId, useRef } from "react";
import { grammarOf } from "../session/editor/languages";
import { styleWithoutElements } from "../session/editor/styles";
import { theme } from "../session/editor/theme";

styleWithoutElements();

interface CodeEditorProps {
  readonly language: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** An editor of one person's own, for a text that is part of a form. */
export function CodeEditor({ language, label, value, onChange }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ value, onChange });
  const hint = useId();
  useEffect(() => {
    latest.current = { value, onChange };
    const shown = view.current?.state.doc.toString();
    if (shown === undefined || shown === value) return;
    view.current?.dispatch({ changes: { from: 0, to: shown.length, insert: value } });
  });
  useEffect(() => {
    if (!place.current) return;
    const made = create(place.current, language, label, hint, latest.current.value, (text) => latest.current.onChange(text));
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [language, label, hint]);
  return (
    <>
      <div ref={place} className="editor" />
      <p id={hint} className="hint border-t border-line-1 px-3 py-1">Esc, then Tab leaves the editor.</p>
    </>
  );
}

function create(parent: HTMLElement, language: string, label: string, describedBy: string, doc: string, onChange: (text: string) => void): EditorView {
  const grammar = new Compartment();
  const { indent, load } = grammarOf(language);
  const extensions = [
    lineNumbers(),
    highlightActiveLine(),
    history(),
    indentOnInput(),
    bracketMatching(),
    grammar.of([]),
    indentUnit.of(indent),
    keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": describedBy, tabindex: "0", autocapitalize: "off", spellcheck: "false" }),
    EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
    theme,
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc, extensions }) });
  void load().then((extension) => view.dispatch({ effects: grammar.reconfigure(extension) }));
  return view;
}
