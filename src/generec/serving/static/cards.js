// One item of the feed as a card.

import { calm, el, icon, seconds } from "./dom.js";
import { badge } from "./words.js";

const KINDS = { video: "Clip", image: "Photo", text: "Text" };
const MADE = { image: "Picture", text: "Digest" };

function act(name, label, run, { pressed } = {}) {
  const button = el("button", { type: "button", class: `act act-${name}`, "aria-label": label, title: label, on: { click: run } }, icon(name), el("span", { text: label }));
  if (pressed !== undefined) button.setAttribute("aria-pressed", String(pressed));
  return button;
}

function picture(shown) {
  return el("img", { class: "main", src: shown.media ?? shown.thumbnail, alt: shown.title || "Photo", loading: "lazy", decoding: "async" });
}

function film(shown) {
  const video = el("video", {
    class: "main",
    poster: shown.thumbnail,
    preload: "none",
    playsinline: true,
    "aria-label": shown.title || "Clip",
    tabindex: "-1",
  });
  video.muted = true;
  video.playsInline = true;
  return video;
}

const NOTES = /^([\s\S]*)\n\n([^\n]{2,12})\n((?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+ .*\n?)+)$/;

/** A text; below one of several sources stands their list, each line leading to its source. */
function page(shown, on) {
  const text = shown.text || shown.description || "";
  const [, body, heading, lines] = shown.origin === "created" ? (NOTES.exec(text) ?? []) : [];
  if (!body) return el("div", { class: "main words", tabindex: "0" }, el("p", { text }));
  const sources = lines.trim().split("\n").map((line, number) =>
    el("li", {}, shown.parents?.[number] ? el("button", { type: "button", class: "note", on: { click: (event) => on.source(event.target.closest(".card"), number) } }, line) : line));
  return el("div", { class: "main words digest", tabindex: "0" }, el("p", { text: body }), el("h3", { text: heading }), el("ul", { class: "notes" }, ...sources));
}

function stage(shown, on) {
  const main = shown.kind === "video" ? film(shown) : shown.kind === "image" ? picture(shown) : page(shown, on);
  const back = shown.thumbnail && shown.kind !== "text" ? el("img", { class: "back", src: shown.thumbnail, alt: "", "aria-hidden": "true" }) : null;
  return el("div", { class: `stage stage-${shown.kind}` }, back, main);
}

/** The whole length as a line, with the chosen window on it and where it plays. */
function line(shown, card) {
  if (shown.kind !== "video" || !shown.duration_s) return null;
  card.head = el("i", { class: "head" });
  const part = el("i", { class: "window" });
  const [start, end] = shown.clip ?? [0, shown.duration_s];
  part.style.left = `${(100 * start) / shown.duration_s}%`;
  part.style.right = `${Math.max(0, 100 - (100 * end) / shown.duration_s)}%`;
  return el("div", { class: "line", "aria-hidden": "true" }, part, card.head);
}

function chosen(shown) {
  const parts = [];
  if (shown.clip && shown.duration_s) parts.push(`plays ${seconds(shown.clip[0])} to ${seconds(shown.clip[1])} of ${seconds(shown.duration_s)}`);
  if (shown.cover_s !== null && shown.cover_s !== undefined) parts.push("cover chosen for you");
  return parts.join(" · ");
}

function badgeButton(shown, run) {
  const name = shown.origin === "found" && shown.ai ? "created" : shown.origin;
  return el("button", { type: "button", class: `badge badge-${shown.origin}${shown.ai ? " badge-ai" : ""}`, "aria-label": `${badge(shown)}: where this comes from`, on: { click: run } }, icon(name), el("span", { text: badge(shown) }));
}

/** A card for an item; `on` has like, no, next, info, sound, whole, original, source. */
export function card(shown, on) {
  const node = el("article", { class: `card kind-${shown.kind}`, tabindex: "-1", data: { id: shown.id }, "aria-label": `${shown.origin === "created" ? (MADE[shown.kind] ?? KINDS[shown.kind]) : KINDS[shown.kind]}: ${shown.title}` });
  node.shown = shown;
  const view = stage(shown, on);
  const video = view.querySelector("video");
  if (video) {
    const big = el("button", { type: "button", class: "tap", "aria-label": "Play or pause", on: { click: () => on.tap(node) } }, icon("play"));
    video.addEventListener("play", () => node.classList.remove("paused"));
    video.addEventListener("pause", () => node.classList.add("paused"));
    video.addEventListener("error", () => video.src && node.classList.add("broken"));
    view.append(big);
  }
  const told = chosen(shown);
  const text = el(
    "div",
    { class: "about" },
    badgeButton(shown, () => on.info(node)),
    el("h2", { text: shown.title || "Untitled" }),
    shown.because ? el("p", { class: "because", text: shown.because }) : null,
    told ? el("p", { class: "chosen", text: told }) : null,
  );
  const acts = el(
    "div",
    { class: "acts" },
    act("like", "Like", () => on.like(node), { pressed: Boolean(shown.liked) }),
    act("no", "Not for me", () => on.no(node)),
    act("skip", "Skip", () => on.skip(node)),
    shown.parents?.length ? act("original", "Original", () => on.original(node), { pressed: false }) : null,
    shown.clip ? act("play", "Whole", () => on.whole(node), { pressed: false }) : null,
    video && shown.has_audio !== false ? act("mute", "Sound", () => on.sound(), { pressed: false }) : null,
  );
  node.append(el("div", { class: "frame" }, view, el("div", { class: "shade" }), text, line(shown, node), el("p", { class: "lost", text: "This cannot be shown any more." })), acts);
  if (shown.fresh && !calm()) node.classList.add("arrives");
  return node;
}

/** Put the original (or the made item again) on a card's stage. */
export function restage(node, shown, on) {
  const view = node.querySelector(".stage");
  const fresh = stage(shown, on);
  const tap = view.querySelector(".tap");
  if (tap && shown.kind === "video") fresh.append(tap);
  view.replaceWith(fresh);
  const video = fresh.querySelector("video");
  video?.addEventListener("play", () => node.classList.remove("paused"));
  video?.addEventListener("pause", () => node.classList.add("paused"));
}

/** The place of something that is being made. */
export function making(job, { title, cover, cancel }) {
  const node = el("article", { class: "card making", tabindex: "-1", "aria-label": "Being made", data: { job } });
  node.append(
    el(
      "div",
      { class: "frame" },
      cover ? el("img", { class: "back", src: cover, alt: "" }) : null,
      el(
        "div",
        { class: "being" },
        el("i", { class: "spin", "aria-hidden": "true" }),
        el("h2", { text: "Being made for you" }),
        title ? el("p", { text: title }) : null,
        el("p", { class: "state", text: "waiting its turn", "aria-live": "polite" }),
        el("p", { class: "soft", text: "Your feed goes on below. It will be checked and marked before it is shown." }),
        el("button", { type: "button", class: "ghost", text: "Don't make it", on: { click: cancel } }),
      ),
    ),
  );
  return node;
}

/** A card with a message: an empty feed, its end, or an error. */
export function notice({ title, text, action, run, kind = "" }) {
  return el(
    "article",
    { class: `card notice ${kind}`, tabindex: "-1", role: kind === "error" ? "alert" : null },
    el("div", { class: "frame" }, el("div", { class: "being" }, el("h2", { text: title }), text ? el("p", { text }) : null, action ? el("button", { type: "button", class: "solid", text: action, on: { click: run } }) : null)),
  );
}

/** What stands there until the first answer comes. */
export function skeleton() {
  return el("article", { class: "card skeleton", "aria-hidden": "true" }, el("div", { class: "frame" }, el("div", { class: "bones" }, el("i"), el("i"), el("i"))));
}
