import { StyleModule } from "style-mod";

// CodeMirror writes its rules into a `<style>` element of the document, which our
// Content-Security-Policy (`style-src 'self'`) forbids. A constructed sheet holds the
// same rules and needs no permission; browsers without it (before 2023) keep the element.
const sheets = new WeakMap<Document | ShadowRoot, CSSStyleSheet>();

/** Makes CodeMirror keep its rules in constructed style sheets. Call it before the first editor. */
export function styleWithoutElements(): void {
  if (!("adoptedStyleSheets" in Document.prototype)) return;
  StyleModule.mount = (root, modules) => {
    if (!(root instanceof Document || root instanceof ShadowRoot)) return;
    const list = Array.isArray(modules) ? modules : [modules];
    sheetOf(root).replaceSync(list.map((module: StyleModule) => module.getRules()).join("\n"));
  };
}

function sheetOf(root: Document | ShadowRoot): CSSStyleSheet {
  const known = sheets.get(root);
  if (known) return known;
  const made = new CSSStyleSheet();
  sheets.set(root, made);
  root.adoptedStyleSheets = [made, ...root.adoptedStyleSheets];
  return made;
}
