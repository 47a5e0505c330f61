// budget.mjs MANIFEST DIST: what a first visit costs, and whether it may.
//
// A visit loads an entry with all that it imports at once, and then what it imports
// on demand; of the languages, one: we count the dearest, and say what each costs.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** KB (1000 bytes, gzipped): a phone on a slow network shows the shell in about a second. */
const SHELL_LIMIT = 170;
/** KB: most of it is the editor, without which there is no session. */
const SESSION_LIMIT = 350;
/** Chunks of which a session needs one at a time. */
const LANGUAGE = /^lang-/;

/** Modules that are fetched when somebody asks for what they do. */
const ASKED_FOR = /search-panel/;

const [manifestFile, dist] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
const chunks = Object.entries(manifest);

/** Adds a chunk and what it imports at once. */
function load(key, loaded) {
  if (loaded.has(key)) return loaded;
  loaded.add(key);
  for (const imported of manifest[key].imports ?? []) load(imported, loaded);
  return loaded;
}

/** Adds what the loaded chunks import on demand, except languages and what waits for somebody to ask. */
function loadOnDemand(entry, loaded) {
  for (const key of manifest[entry].dynamicImports ?? []) {
    if (loaded.has(key) || isLanguage(key) || ASKED_FOR.test(key)) continue;
    load(key, loaded);
    loadOnDemand(key, loaded);
  }
  return loaded;
}

const isLanguage = (key) => LANGUAGE.test(manifest[key].name ?? "");

/** Bytes on the wire. */
function cost(keys) {
  const files = new Set(["index.html", "assets/ahead.js"]);
  for (const key of keys) [manifest[key].file, ...(manifest[key].css ?? [])].forEach((file) => files.add(file));
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0);
}

function find(what, matches) {
  const found = chunks.find(([key, chunk]) => matches(key, chunk));
  if (!found) throw new Error(`the build has no ${what}`);
  return found[0];
}

/** The languages, the dearest first, each with what it costs on top. */
function languages(loaded) {
  const costs = chunks.filter(([key]) => isLanguage(key)).map(([key, { name }]) => {
    const extra = cost(load(key, new Set(loaded))) - cost(loaded);
    return { key, name, extra };
  });
  return costs.sort((a, b) => b.extra - a.extra);
}

function judge(what, bytes, limit) {
  const kilobytes = bytes / 1000;
  console.log(`${what}: ${kilobytes.toFixed(1)} KB gzipped, of ${limit}`);
  if (kilobytes > limit) process.exitCode = 1;
}

const shell = load(find("entry", (_, chunk) => chunk.isEntry), new Set());
const page = find("session page", (key) => key === "src/pages/session/session-page.tsx");
const session = loadOnDemand(page, load(page, new Set(shell)));
const costs = languages(session);
for (const { name, extra } of costs) console.log(`  ${name}: ${(extra / 1000).toFixed(1)} KB more`);
judge("the shell", cost(shell), SHELL_LIMIT);
const [dearest] = costs;
if (!dearest) throw new Error("the build has no language");
judge(`a first visit to a session, with ${dearest.name}`, cost(session) + dearest.extra, SESSION_LIMIT);
