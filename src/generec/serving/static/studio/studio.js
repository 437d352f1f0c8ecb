// The studio: signing in, and which of its parts is shown, by what stands behind # in the address.

import { $, el } from "../dom.js";
import { call, repeat, session } from "./call.js";
import { corpus } from "./corpus.js";
import { fairness } from "./fairness.js";
import { item } from "./item.js";
import { overview } from "./overview.js";
import { playground } from "./playground.js";
import { review } from "./review.js";
import { settings } from "./settings.js";

const PARTS = { review: ["Review", review], overview: ["Overview", overview], corpus: ["Corpus", corpus], playground: ["Playground", playground], fairness: ["Fairness", fairness], settings: ["Settings", settings], item: ["Item", item] };
const AGAIN_MS = 5_000;
let leaving = null, leave = null;

function nav(waiting) {
  const links = Object.entries(PARTS).filter(([name]) => name !== "item").map(([name, [title]]) =>
    el("a", { href: `#/${name}`, data: { part: name } }, title, name === "review" ? el("span", { class: "count", hidden: !waiting, "aria-label": `${waiting} waiting`, text: String(waiting) }) : null));
  $("nav").replaceChildren(...links);
}

/** Show on the way in to the queue how many drafts wait. */
export function waiting(n) {
  const count = document.querySelector(".count");
  if (!count) return;
  count.textContent = String(n);
  count.setAttribute("aria-label", `${n} waiting`);
  count.hidden = !n;
}

async function show() {
  const [, name, rest] = /^#\/([a-z]+)\/?(.*)$/.exec(location.hash) ?? [null, "review", ""];
  const [title, draw] = PARTS[name] ?? PARTS.review;
  leaving?.abort();
  const stop = (leaving = new AbortController());
  document.title = `${title} · GeneRec Studio`;
  for (const link of $("nav").children) {
    link.removeAttribute("aria-current");
    if (link.dataset.part !== (name === "item" ? "corpus" : PARTS[name] ? name : "review")) continue;
    link.setAttribute("aria-current", "page");
    $("nav").scrollLeft = link.offsetLeft - ($("nav").clientWidth - link.offsetWidth) / 2;
  }
  const page = el("div", { class: `page-${name}`, "aria-busy": "true" }, el("h1", { text: title }));
  $("main").replaceChildren(page);
  scrollTo(0, 0);
  try {
    await draw(page, { id: decodeURIComponent(rest), signal: stop.signal, waiting });
  } catch (error) {
    if (!stop.signal.aborted) page.append(el("p", { class: "wrong", role: "alert", text: error.message }));
  } finally {
    page.removeAttribute("aria-busy");
  }
}

/** What waits now: told on the way in to the queue, and to the queue itself if it is shown. */
async function queue() {
  const { ids } = await call("/reviews/waiting", { unasked: true });
  waiting(ids.length);
  document.dispatchEvent(new CustomEvent("queue", { detail: ids }));
}

function out() {
  leaving?.abort();
  leave?.abort();
  removeEventListener("hashchange", show);
  $("main").replaceChildren();
  $("studio").hidden = true;
  $("entry").hidden = false;
  document.title = "Sign in · GeneRec Studio";
  $("name").focus();
}

async function open(told) {
  session(told, out);
  $("entry").hidden = true;
  $("studio").hidden = false;
  $("who").textContent = told.name;
  nav(0);
  addEventListener("hashchange", show);
  await show();
  leave?.abort();
  leave = new AbortController();
  queue().catch(() => {});
  repeat(queue, AGAIN_MS, leave.signal);
}

$("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  $("wrong").textContent = "";
  try {
    const told = await call("/session", { method: "POST", body: { name: $("name").value, password: $("password").value } });
    $("password").value = "";
    await open(told);
    $("main").focus({ preventScroll: true });
  } catch (error) {
    $("wrong").textContent = error.status === 401 ? "The name or the password is wrong." : error.message;
    $("password").select();
  }
});

$("sign-out").addEventListener("click", async () => {
  await call("/session", { method: "DELETE" }).catch(() => {});
  out();
});

call("/session").then((told) => (told.name === null ? out() : open(told)), out);
