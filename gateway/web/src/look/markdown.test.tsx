import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Markdown, MarkdownLine } from "./markdown";
import { safeLink } from "./safe-link";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let place: HTMLElement;
let root: Root;

beforeEach(() => {
  place = document.body.appendChild(document.createElement("div"));
  root = createRoot(place);
});
afterEach(() => {
  act(() => root.unmount());
  place.remove();
});

function shown(text: string, chat = false): HTMLElement {
  act(() => root.render(<Markdown text={text} chat={chat} />));
  return place;
}

const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "a <b onclick=alert(1)>bold</b> <iframe src=//evil.example></iframe>",
  "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
  "![picture](https://evil.example/pixel.png)",
  "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](data:text/html,x) [w](vbscript:x)",
  "<javascript:alert(1)>",
  "[ref]\n\n[ref]: javascript:alert(1)",
  "```<img src=x onerror=alert(1)>\n</code></pre><script>alert(1)</script>\n```",
  "| <script>1</script> |\n|---|\n| <img src=x onerror=1> |",
];

test("no markup of the text survives", () => {
  for (const text of HOSTILE) {
    const page = shown(text);
    expect(page.querySelector("script, img, iframe, svg, b, style"), text).toBeNull();
    for (const element of page.querySelectorAll("*")) {
      const handlers = element.getAttributeNames().filter((name) => name.startsWith("on"));
      expect(handlers, text).toEqual([]);
    }
    for (const link of page.querySelectorAll("a")) expect(link.getAttribute("href"), text).toMatch(/^https?:/);
  }
});

test("what may not be a link is shown as it was written", () => {
  expect(shown("[x](javascript:alert(1))").textContent).toBe("[x](javascript:alert(1))");
  expect(place.querySelector("a")).toBeNull();
});

test("a link opens elsewhere and tells the other site nothing", () => {
  const link = shown("see https://example.com/a?b=c").querySelector("a");
  expect(link?.getAttribute("href")).toBe("https://example.com/a?b=c");
  expect(link?.getAttribute("rel")).toBe("noopener noreferrer nofollow");
  expect(link?.getAttribute("target")).toBe("_blank");
});

test("only http, https and mailto are followed", () => {
  expect(safeLink("mailto:a@b.example")).toBe("mailto:a@b.example");
  for (const href of ["javascript:1", " javascript:1", "java\nscript:1", "//evil.example", "/path", "file:///etc/passwd", "blob:x", ""]) {
    expect(safeLink(href), href).toBeUndefined();
  }
});

test("Markdown becomes what it means", () => {
  const page = shown("# Head\n\nSome **bold** and *soft* `a < b`.\n\n- one\n- two\n\n3. three\n\n```python\nx = 1\n```\n\n> said\n\n| a |\n|---|\n| b |");
  expect(page.querySelector("h3")?.textContent).toBe("Head");
  expect(page.querySelector("strong")?.textContent).toBe("bold");
  expect(page.querySelector("p code")?.textContent).toBe("a < b");
  expect([...page.querySelectorAll("ul > li")].map((item) => item.textContent)).toEqual(["one", "two"]);
  expect(page.querySelector("ol")?.getAttribute("start")).toBe("3");
  expect(page.querySelector("pre")?.textContent).toBe("x = 1");
  expect(page.querySelector("pre")?.getAttribute("aria-label")).toBe("Code, python");
  expect(page.querySelector("blockquote")?.textContent).toBe("said");
  expect(page.querySelector("td")?.textContent).toBe("b");
});

test("in a chat every line break counts and a heading is a bold line", () => {
  const page = shown("# so\n\none\ntwo", true);
  expect(page.querySelector("h1, h2, h3")).toBeNull();
  expect(page.querySelector("strong")?.textContent).toBe("so");
  expect(page.querySelectorAll("br")).toHaveLength(1);
});

test("code can be given actions", () => {
  act(() => root.render(<Markdown text={"```go\nx\n```"} codeActions={(code) => <button type="button">{`Insert ${code.language} ${code.text}`}</button>} />));
  expect(place.querySelector("footer button")?.textContent).toBe("Insert go x");
});

test("a text made to nest without end is shown, and not too deep", () => {
  const deep = [">".repeat(200) + " x", "- ".repeat(200) + "x", "*a _b ".repeat(100) + "c_ d*".repeat(100), ">".repeat(4000) + " x", "- ".repeat(2000) + "x", "[".repeat(8000), "a" + "`".repeat(7999), "![[".repeat(2500), "**_".repeat(300) + "x" + "_**".repeat(300)];
  for (const text of deep) {
    const page = shown(text);
    expect(page.textContent?.length ?? 0, text.slice(0, 20)).toBeGreaterThan(0);
    expect(depth(page), text.slice(0, 20)).toBeLessThan(80);
  }
});

test("a text with more emphasis than anybody writes is shown as it was written", () => {
  const much = "*a ".repeat(600) + "b*".repeat(600);
  expect(shown(much).textContent).toBe(much);
  expect(place.querySelector("em")).toBeNull();
  expect(shown("*a* ".repeat(200)).querySelectorAll("em")).toHaveLength(200);
  expect(shown(`\`\`\`c\n${"*".repeat(2000)}\n\`\`\`\n*a*`).querySelectorAll("em")).toHaveLength(1);
});

test("a line has emphasis and code, and no blocks", () => {
  act(() => root.render(<MarkdownLine text="1 &le; `n` <= **10** <b>" />));
  expect(place.textContent).toBe("1 ≤ n <= 10 <b>");
  expect(place.querySelector("code")?.textContent).toBe("n");
  act(() => root.render(<MarkdownLine text="- 3 <= x" />));
  expect(place.textContent).toBe("- 3 <= x");
});

function depth(element: Element): number {
  return 1 + Math.max(0, ...[...element.children].map(depth));
}
