// The queue of held drafts: each with its evidence, its source and what was asked; decided by keys alone.

import { $, button, el, said, seconds, toast } from "../dom.js";
import { understood } from "../words.js";
import { call, itemLink } from "./call.js";

const NAMES = { hold: "Held", block: "Blocks", warn: "Warns", pass: "Passes" };
const NEAR_S = 0.75;
const checkName = (check) => check.replace(/^fidelity\./, "").replace(/\.v\d+$/, "").split(".").map((part) => part.replaceAll("_", " ")).join(" · ");
const ago = (then) => { const h = (Date.now() / 1000 - then) / 3600; return h < 1 ? `${Math.max(1, Math.round(60 * h))} min` : h < 48 ? `${Math.round(h)} h` : `${Math.round(h / 24)} days`; };

/** Words with those that a check named set off. */
function marked(text, spans) {
  const out = el("div", { class: "draft-text", dir: "auto", tabindex: "0", role: "region", "aria-label": "The text" });
  let rest = text;
  while (rest) {
    const next = spans.map((span) => [rest.indexOf(span), span]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0])[0];
    if (!next) break;
    out.append(rest.slice(0, next[0]), el("mark", { text: next[1] }));
    rest = rest.slice(next[0] + next[1].length);
  }
  out.append(rest);
  return out;
}

class Draft {
  constructor(told) {
    this.told = told;
    this.places = told.verdicts.flatMap((verdict) => verdict.places.map((place) => ({ ...place, verdict })));
    this.at = -1;
  }

  stage() {
    const { told } = this;
    if (told.kind === "text") return marked(told.text ?? told.description, this.places.map((p) => p.span).filter(Boolean));
    const label = `The draft: ${told.title}`;
    this.media = told.kind === "video"
      ? el("video", { src: told.media, controls: true, loop: true, playsinline: true, preload: "auto", "aria-label": label })
      : el("img", { src: told.media, alt: label });
    this.boxes = el("div", { class: "boxes", "aria-hidden": "true" });
    const frame = el("div", { class: "frame" }, this.media, this.boxes);
    if (told.kind === "video") {
      this.media.muted = true;
      this.media.addEventListener("timeupdate", () => this.overlay());
      this.media.addEventListener("seeked", () => this.overlay());
    }
    this.overlay();
    return el("div", { class: "stage" }, frame, this.line());
  }

  /** Where on the film's length evidence stands. */
  line() {
    const length = this.told.duration_s;
    const timed = this.places.map((place, number) => [place, number]).filter(([place]) => place.time_s !== undefined);
    if (!length || !timed.length) return null;
    const line = el("div", { class: "ticks", role: "group", "aria-label": "Evidence in time" });
    for (const [place, number] of timed) {
      const tick = el("button", { type: "button", class: `tick is-${place.verdict.outcome}`, "aria-label": `${checkName(place.verdict.check)} at ${seconds(place.time_s)}`, on: { click: () => this.go(number) } });
      tick.style.left = `${Math.min(98, (100 * place.time_s) / length)}%`;
      line.append(tick);
    }
    return line;
  }

  overlay() {
    const now = this.media?.currentTime;
    const seen = this.places.map((place, number) => [place, number]).filter(([place, number]) => place.box && (now === undefined || number === this.at || Math.abs(now - (place.time_s ?? now)) < NEAR_S));
    this.boxes.replaceChildren(...seen.map(([place]) => {
      const box = el("i", { class: "box" });
      ["left", "top", "width", "height"].forEach((side, n) => { box.style[side] = `${100 * place.box[n]}%`; });
      return box;
    }));
  }

  /** Go to a piece of evidence: its second, its box, its words. Where nobody asked for it nothing is scrolled. */
  go(number, { scroll = true } = {}) {
    if (!this.places.length) return;
    this.at = (number + this.places.length) % this.places.length;
    const place = this.places[this.at];
    if (place.time_s !== undefined && this.told.kind === "video") {
      this.media.pause();
      this.media.currentTime = Math.min(place.time_s, Math.max(0, this.told.duration_s - 0.05));
    }
    for (const node of document.querySelectorAll("[data-place]")) {
      if (Number(node.dataset.place) === this.at) node.setAttribute("aria-current", "true");
      else node.removeAttribute("aria-current");
    }
    if (scroll) document.querySelector(`[data-place="${this.at}"]`)?.scrollIntoView({ block: "nearest" });
    if (scroll && place.span) [...document.querySelectorAll(".draft-text mark")].find((m) => m.textContent === place.span)?.scrollIntoView({ block: "center" });
    if (this.boxes) this.overlay();
  }

  verdict(verdict) {
    const places = this.places.map((place, number) => [place, number]).filter(([place]) => place.verdict === verdict);
    const words = (place) => [place.time_s === undefined ? "" : `at ${seconds(place.time_s)}`, place.span ? `“${place.span}”` : "", place.pair ? `like ${place.pair.item} at ${seconds(place.pair.time_s)}` : ""].filter(Boolean).join(" · ");
    return el("li", { class: `verdict is-${verdict.outcome}` },
      el("p", {}, el("span", { class: "outcome", text: NAMES[verdict.outcome] }), el("b", { text: checkName(verdict.check) }), verdict.score === null ? null : el("span", { class: "score", text: verdict.score.toFixed(2) })),
      said("p", verdict.evidence, { class: "soft" }),
      ...places.map(([place, number]) => el("button", { type: "button", class: "place", data: { place: number }, dir: "auto", text: words(place), on: { click: () => this.go(number) } })));
  }
}

function source(item) {
  const media = item.gone ? said("p", item.gone, { class: "soft" })
    : item.kind === "video" ? el("video", { src: item.media, poster: item.thumbnail, controls: true, loop: true, playsinline: true, preload: "none", "aria-label": `The source: ${item.title}` })
    : item.kind === "image" ? el("img", { src: item.media, alt: `The source: ${item.title}`, loading: "lazy" })
    : said("div", item.text ?? "", { class: "draft-text", tabindex: "0", role: "region", "aria-label": "The source" });
  if (item.kind === "video" && !item.gone) media.muted = true;
  return el("figure", { class: "source" }, media, el("figcaption", {}, el("a", { href: itemLink(item.id), dir: "auto", text: item.title || item.id }), el("span", { class: "soft", text: [item.creator, item.licence === "unknown" ? null : item.licence, item.rights].filter(Boolean).join(" · ") })));
}

function asked(told) {
  const parts = told.wish ? understood(told.wish) : [];
  return el("section", {}, el("h2", { text: "What was asked" }),
    parts.length ? el("ul", { class: "tags" }, ...parts.map((part) => said("li", part.text))) : el("p", { class: "soft", text: "Nobody’s wish stands behind it: it was made in advance or from the shell." }),
    told.asked.length ? said("p", `“${told.asked.join(" ")}”`, { class: "quote" }) : null,
    told.private ? el("p", { class: "soft", text: "It is for one viewer alone, and is judged for them." }) : null);
}

const key = (name) => el("kbd", { text: name, "aria-hidden": "true" });

function decision(decide) {
  const act = (name, text, does, shape) => el("button", { type: "button", class: shape, id: name, "aria-keyshortcuts": text[0].toUpperCase(), on: { click: () => decide(does) } }, el("span", { text }), key(text[0]));
  return el("div", { class: "decide" },
    el("label", { class: "field note" }, el("span", {}, "Note, for the record ", key("N")), el("textarea", { id: "note", rows: "1", maxlength: "2000", dir: "auto" })),
    act("approve", "Approve", "approve", "solid"), act("reject", "Reject", "reject", "danger"));
}

function stats(checks) {
  if (!checks.length) return null;
  const row = (c) => el("tr", {}, el("th", { scope: "row", text: checkName(c.check) }), ...[c.held, c.approved, c.rejected, `${Math.round(100 * c.precision)} % (${Math.round(100 * c.low)}–${Math.round(100 * c.high)})`].map((text) => el("td", { text: String(text) })));
  return el("details", { class: "agreement" }, el("summary", { text: "How often people agreed with each check" }),
    el("table", {}, el("thead", {}, el("tr", {}, ...["Check", "Held", "Approved", "Rejected", "Rightly held (95 %)"].map((text) => el("th", { scope: "col", text })))), el("tbody", {}, ...checks.map(row))));
}

const HELP = [["J", "next"], ["K", "before"], ["E", "evidence"], ["Space", "play"], ["N", "note"], ["A", "approve"], ["R", "reject"], ["Enter", "confirm"]];

const ENDED = { approved: "approved this", rejected: "rejected this" };
/** What stands in the place of the buttons where somebody else was faster. */
const ended = (told, next) => el("div", { class: "decide" },
  el("p", {}, ...(ENDED[told.state] ? [el("b", { dir: "auto", text: told.by }), ` ${ENDED[told.state]} meanwhile.`] : ["It is gone: something it was made from was taken down, or another try of the same wish passed."])),
  button("On to what waits", next, { shape: "solid", id: "next" }));

/** The page. */
export async function review(page, { id, signal, waiting }) {
  let queue = [], checks = [], at = 0, draft = null, busy = false;
  const list = el("ol", { class: "queue", "aria-label": "Waiting" });
  const body = el("div", { class: "draft" });
  page.append(el("p", { class: "lead", id: "lead" }), el("div", { class: "desk" }, list, body));

  async function load() {
    ({ reviews: queue, checks } = await call("/reviews?limit=200"));
    const wanted = queue.findIndex((one) => one.id === id);
    at = Math.max(0, wanted >= 0 ? wanted : Math.min(at, queue.length - 1));
    draw();
  }

  /** Take in what came and what others decided; what is looked at stays where it is, as it is. */
  async function renew(ids) {
    const open = queue.filter((one) => one.state === "waiting");
    const came = ids.filter((one) => !queue.some((known) => known.id === one)).length;
    const went = open.filter((one) => !ids.includes(one.id)).length;
    if (busy || !(came || went)) return;
    const found = await call("/reviews?limit=200", { unasked: true });
    const here = queue[at], still = found.reviews.findIndex((one) => one.id === here?.id);
    const told = here && still < 0 ? await call(`/reviews/${encodeURIComponent(here.id)}`, { unasked: true }) : null;
    if (busy || here !== queue[at]) return;
    ({ reviews: queue, checks } = found);
    const after = queue.findIndex((one) => here && one.at > here.at);
    at = told ? (after < 0 ? queue.length : after) : Math.max(0, still);
    if (told) queue.splice(at, 0, told);
    const news = [came && `${came} more ${came === 1 ? "draft waits" : "drafts wait"}`, went && `${went} ${went === 1 ? "was" : "were"} decided by somebody else`].filter(Boolean);
    toast(`${news.join("; ")}.`);
    if (!here) return draw();
    enlist();
    if (told) end(told);
  }

  /** What is looked at was decided elsewhere: nothing can be decided here any more, the rest stays to be read. */
  function end(told) {
    draft.told = told;
    const old = body.querySelector(".decide"), focused = old.contains(document.activeElement);
    old.replaceWith(ended(told, () => to(at + 1)));
    if (focused) $("next").focus({ preventScroll: true });
  }

  function enlist() {
    const open = queue.filter((one) => one.state === "waiting").length;
    waiting(open);
    $("lead").textContent = open ? `${open} held ${open === 1 ? "draft waits" : "drafts wait"} for a person. Nobody has seen ${open === 1 ? "it" : "them"} yet.` : "Nothing waits. Drafts that a check holds will come here before anybody sees them.";
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null, place = list.scrollLeft;
    list.replaceChildren(...queue.map((one, n) => el("li", {}, el("button", { type: "button", data: { id: one.id }, "aria-current": n === at ? "true" : null, on: { click: () => to(n) } },
      said("b", one.title || "Untitled"), el("span", { text: one.state === "waiting" ? `${checkName(one.verdicts[0].check)} · ${ago(one.at)}` : "decided" }), one.changes.length ? said("span", one.changes[0], { class: "change" }) : null))));
    list.hidden = !queue.length;
    list.scrollLeft = place;
    if (focused) ([...list.querySelectorAll("button")].find((one) => one.dataset.id === focused) ?? list.querySelector("[aria-current]"))?.focus({ preventScroll: true });
  }

  function draw() {
    enlist();
    const told = queue[at];
    draft = told ? new Draft(told) : null;
    body.replaceChildren(...(told ? desk(told) : []), ...[stats(checks)].filter(Boolean));
    if (draft?.places.length) draft.go(0, { scroll: false });
  }

  const desk = (told) => [
    el("div", { class: "look" }, el("div", { class: "title" }, said("h2", told.title || "Untitled"), el("p", { class: "soft", text: [told.private ? "private" : "for everybody", told.kind, told.duration_s ? seconds(told.duration_s) : null].filter(Boolean).join(" · ") })),
      draft.stage(), decision(decide), el("p", { class: "help", "aria-hidden": "true" }, ...HELP.flatMap(([name, does]) => [key(name), ` ${does} `]))),
    el("div", { class: "because" },
      el("section", {}, el("h2", { text: "Why it waits" }), el("ol", { class: "verdicts" }, ...told.verdicts.filter((v) => v.outcome !== "pass").map((v) => draft.verdict(v))),
        el("details", {}, el("summary", { text: `${told.verdicts.filter((v) => v.outcome === "pass").length} checks passed` }), el("ol", { class: "verdicts" }, ...told.verdicts.filter((v) => v.outcome === "pass").map((v) => draft.verdict(v))))),
      asked(told),
      told.changes.length ? el("section", {}, el("h2", { text: "What was done" }), el("ol", { class: "changes" }, ...told.changes.map((text) => said("li", text)))) : null,
      el("section", {}, el("h2", { text: told.sources.length > 1 ? "Made from these" : "Made from" }), el("div", { class: "sources" }, ...told.sources.map(source)))),
  ];

  function to(n) {
    if (!queue.length) return;
    const wanted = queue[(n + queue.length) % queue.length];
    queue = queue.filter((one) => one.state === "waiting");
    at = Math.max(0, queue.indexOf(wanted));
    const within = body.contains(document.activeElement);
    draw();
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (within) (list.querySelector("[aria-current]") ?? $("main")).focus({ preventScroll: true });
  }

  async function decide(does) {
    if (busy || draft?.told.state !== "waiting") return;
    busy = true;
    const told = draft.told;
    for (const name of ["approve", "reject"]) $(name).disabled = true;
    try {
      const done = await call(`/reviews/${encodeURIComponent(told.id)}`, { method: "POST", body: { decision: does, note: $("note").value } });
      toast(done.state === "approved" ? `Published: ${told.title || "the draft"}` : `Kept out for good: ${told.title || "the draft"}`);
      await load();
      (document.querySelector(".queue [aria-current]") ?? $("main")).focus();
    } catch (error) {
      toast(error.message);
      for (const name of ["approve", "reject"]) if ($(name)) $(name).disabled = false;
      busy = false;
      if (error.status === 403) await call("/reviews/waiting").then(({ ids }) => renew(ids)).catch(() => {});
    } finally {
      busy = false;
    }
  }

  const KEYS = { j: () => to(at + 1), k: () => to(at - 1), e: () => draft?.go(draft.at + 1), n: () => $("note")?.focus(), a: () => $("approve")?.focus(), r: () => $("reject")?.focus(), " ": () => draft?.media?.play && (draft.media.paused ? draft.media.play() : draft.media.pause()) };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) { if (event.key === "Escape") event.target.blur(); return; }
    if (event.key === " " && event.target.closest("button, summary, a, video")) return;
    const run = KEYS[event.key.toLowerCase()];
    if (!run) return;
    event.preventDefault();
    run();
  }, { signal });
  document.addEventListener("queue", (event) => renew(event.detail).catch(() => {}), { signal });
  await load();
}
