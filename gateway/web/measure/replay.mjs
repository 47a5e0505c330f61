// Measures a long session in a real browser: how soon its page and its replay open, and how soon any
// instant of the replay is on the screen. It needs a running HireHub that lets people type faster
// than people can:
//
//   cargo run --release -- --data-dir /tmp/measure --send-rate 0
//   node measure/replay.mjs [--origin http://127.0.0.1:8080] [--page ORIGIN] [--edits 18000] [--seeks 200]
//
// `--page` is where the page comes from, if not from the gateway: Vite's server, for instance.
// `--session ID` looks once more at a session that was filled before and is over.
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import { fillSession, HOST } from "./fill.mjs";

/** What a page says before how long it took. */
const OPENED = "opened ";
/** How often each page is opened, each way. */
const OPENINGS = 9;
/** How often each instant of a replay is sought: a machine with neighbours is slow for a moment now and then, an instant is slow each time. */
const SEEKS_EACH = 3;
const ARITHMETIC_STEPS = 12_000_000;
/** A browser that was just started is busy for this long with its own windows, and as slow as a page. */
const BROWSER_START_MS = 3_000;
/** Longer than any of this may take on a machine that does nothing else, in milliseconds. */
const PATIENCE = 60_000;

const { values: options } = parseArgs({
  options: {
    origin: { type: "string", default: "http://127.0.0.1:8080" },
    page: { type: "string" },
    edits: { type: "string", default: "18000" },
    session: { type: "string" },
    seeks: { type: "string", default: "200" },
    browser: { type: "string", default: "/usr/bin/chromium" },
  },
});
const origin = options.page ?? options.origin;

const filled = options.session === undefined ? await fill() : undefined;
const sessionId = options.session ?? filled.sessionId;
if (filled !== undefined) {
  report("session page in a browser that never saw it, to the code on the screen", await several(() => inBrowser(openSession)));
  report("session page in a browser that still starts itself, to the code on the screen", await several(() => inBrowser(openSession, 0)));
}
await inBrowser(async (tab) => {
  if (filled !== undefined) {
    await openSession(tab);
    report("session page once more, to the code on the screen", await several(() => openSession(tab)));
    await filled.end();
  }
  report("replay page, to its first picture", await several(() => openReplay(tab)));
  const { took, control } = await seek(tab, Number(options.seeks));
  report(`replay, ${options.seeks} random instants ${SEEKS_EACH} times each, to their pictures`, took.flat());
  report("  of these, each instant's median", took.map((times) => quantile(times, 0.5)));
  report("  the machine meanwhile: the same arithmetic before each", control);
});

/** Does something in the tab of a browser that has seen nothing before, so many milliseconds `after` it has a window. */
async function inBrowser(use, after = BROWSER_START_MS) {
  const browser = await chromium.launch({ executablePath: options.browser, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  try {
    const tab = await signedIn(browser, HOST);
    await tab.waitForTimeout(after);
    return await use(tab);
  } finally {
    await browser.close();
  }
}

async function fill() {
  const vite = await createServer({ server: { middlewareMode: true, ws: false }, appType: "custom", logLevel: "error" });
  try {
    const done = await fillSession((path) => vite.ssrLoadModule(path), options.origin, Number(options.edits));
    console.log(`session ${done.sessionId}: ${done.edits} edits and ${done.messages} messages, ${done.code.length} characters of code, typed in ${Math.round(done.took / 1000)} s`);
    return done;
  } finally {
    await vite.close();
  }
}

async function signedIn(browser, person) {
  const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await tab.addInitScript((who) => sessionStorage.setItem("hirehub.dev.person", JSON.stringify(who)), person);
  await tab.addInitScript(sayOpened, OPENED);
  return tab;
}

/** From the request for the page to the first line of code in the editor; the page says so itself, so that nothing else is run in it. */
async function openSession(tab) {
  const said = tab.waitForEvent("console", { predicate: (message) => message.text().startsWith(OPENED), timeout: PATIENCE });
  await tab.goto(`${origin}/session/${sessionId}`, { waitUntil: "commit" });
  return Number((await said).text().slice(OPENED.length));
}

/** Runs in every page: that of a session says when code is on the screen. */
function sayOpened(opened) {
  if (location.pathname.endsWith("/replay")) return;
  new MutationObserver((_, observer) => {
    if (!document.querySelector(".cm-content")?.textContent.includes("merge")) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => console.info(opened + performance.now())));
  }).observe(document, { childList: true, subtree: true });
}

/** From the request for the page to its picture, and what of that the page's own code took. */
async function openReplay(tab) {
  await tab.goto(`${origin}/session/${sessionId}/replay`);
  await tab.waitForFunction(() => performance.getEntriesByName("replay:open", "measure").length > 0, null, { timeout: PATIENCE });
  return tab.evaluate(() => {
    const [measure] = performance.getEntriesByName("replay:open", "measure");
    return measure.startTime + measure.duration;
  });
}

/**
 * Drags the slider to instants all over the session, to all of them several times; answers for each instant
 * how long it took each time, from the mouse to its picture, and how long the same arithmetic took meanwhile.
 */
async function seek(tab, count) {
  const rail = await tab.locator("#seek").boundingBox();
  const went = (share) => tab.mouse.move(rail.x + rail.width * share, rail.y + rail.height / 2);
  const control = [];
  let at = 0;
  await went(at);
  await tab.mouse.down();
  const go = async (instant) => {
    control.push(arithmetic());
    const measured = await tab.evaluateHandle(nextSeek);
    await went(instant);
    at = instant;
    return measured.evaluate(({ duration }) => duration);
  };
  const took = [];
  while (took.length < count) {
    const instant = farFrom(at);
    const times = [];
    while (times.length < SEEKS_EACH) {
      if (times.length > 0) await go(farFrom(at));
      times.push(await go(instant));
    }
    took.push(times);
  }
  await tab.mouse.up();
  return { took, control };
}

/** Some place of the slider: one that is put where it is says nothing. */
function farFrom(at) {
  return (at + 0.05 + 0.9 * Math.random()) % 1;
}

/** How long the machine takes for what takes it 10 to 20 ms, and always should. */
function arithmetic() {
  const began = performance.now();
  for (let x = 1, left = ARITHMETIC_STEPS; left > 0; left -= 1) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
  return performance.now() - began;
}

/** Answers the page's measure of the seek that comes next, in the page. */
function nextSeek() {
  const duration = new Promise((done) => {
    new PerformanceObserver((list, observer) => {
      const [measure] = list.getEntriesByName("replay:seek");
      if (measure === undefined) return;
      observer.disconnect();
      done(measure.duration);
    }).observe({ type: "measure" });
  });
  return { duration };
}

async function several(open) {
  const took = [];
  while (took.length < OPENINGS) took.push(await open());
  return took;
}

function quantile(took, share) {
  const sorted = [...took].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function report(what, took) {
  const at = (share) => quantile(took, share).toFixed(1);
  console.log(`${what}: median ${at(0.5)} ms, 99% within ${at(0.99)} ms, range ${at(0)} to ${at(1)} ms`);
}
