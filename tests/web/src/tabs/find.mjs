// Finding things as people see them, in browsers whose driver cannot.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** axe-core, which computes roles and names: evaluate it in a page before `find`. */
export const axe = await readFile(source, "utf8");

/** A name that can travel into a page. */
export function wanted(role, name) {
  return { role, name: name.source ?? name, isPattern: name instanceof RegExp };
}

/** Runs in a page: the visible, enabled element of this role and name, or null. */
export function find({ role, name, isPattern }) {
  const { axe } = window;
  const matches = (element) => {
    const { accessibleText } = axe.commons.text;
    const text = accessibleText(element).trim();
    return isPattern ? new RegExp(name).test(text) : text === name;
  };
  const candidates = "a, button, input, textarea, select, summary, h1, h2, h3, [role]";
  axe.setup(document.documentElement);
  try {
    const all = [...document.querySelectorAll(candidates)];
    const there = all.filter((element) => element.checkVisibility() && !element.disabled);
    return there.find((element) => axe.commons.aria.getRole(element) === role && matches(element)) ?? null;
  } finally {
    axe.teardown();
  }
}
