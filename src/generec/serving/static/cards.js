// One item of the feed as a card.

import { calm, el, icon, said, seconds } from "./dom.js";
import { badge, kindOf } from "./words.js";

function act(name, label, run, { pressed, ...props } = {}) {
  const node = el("button", { type: "button", class: `act act-${name}`, ...props, on: { click: run } }, icon(name), el("span", { text: label }));
  if (pressed !== undefined) node.setAttribute("aria-pressed", String(pressed));
  return node;
}

function picture(shown) {
  return el("img", { class: "main", src: shown.media ?? shown.thumbnail, alt: described(shown) || "Photo", loading: "lazy", decoding: "async", width: shown.width || null, height: shown.height || null });
}

/** What stands for a picture where it cannot be seen. */
const described = (shown) => [shown.title, shown.description].filter(Boolean).join(". ");

/** Whether the item nearly has the card's own shape: then it fills it, and less than a tenth is cut away. */
const upright = (shown) => shown.width > 0 && Math.abs(shown.width / shown.height - 9 / 16) < 0.06;

function film(shown) {
  const video = el("video", { class: `main${upright(shown) ? " fills" : ""}`, preload: "none", playsinline: true, "aria-label": described(shown) || "Clip", tabindex: "-1", width: shown.width || null, height: shown.height || null });
  video.muted = true;
  video.playsInline = true;
  return video;
}

/** Fetch a card's cover: those far below should not take the line from what is on screen. */
export function dress(node, shown = node.shown) {
  if (!shown?.thumbnail) return;
  const back = node.querySelector(".back"), video = node.querySelector("video.main");
  if (back && !back.hasAttribute("src")) back.src = shown.thumbnail;
  if (video && !video.poster) video.poster = shown.thumbnail;
}

/** Fetch a card's film and its captions, as far as `how` says. */
export function load({ shown }, video, how = "auto") {
  video.preload = how;
  if (video.src || !shown.media) return;
  const captions = shown.media.replace(/\/media(?=\?|$)/, "/captions");
  video.append(el("track", { kind: "captions", src: captions, label: "Captions", srclang: shown.language || "und", default: true }));
  video.src = shown.media;
}

const NOTES = /^([\s\S]*)\n\n([^\n]{2,12})\n((?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+ .*\n?)+)$/;

/** A text; below one of several sources stands their list, each line leading to its source. */
function page(shown, on) {
  const text = shown.text || shown.description || "";
  const [, body, heading, lines] = shown.origin === "created" ? (NOTES.exec(text) ?? []) : [];
  if (!body) return el("div", { class: `main words${text.length < 700 ? " short" : ""}`, tabindex: "0" }, said("p", text));
  const sources = lines.trim().split("\n").map((line, number) =>
    el("li", {}, shown.parents?.[number] ? el("button", { type: "button", class: "note", on: { click: (event) => on.source(event.target.closest(".card"), number) } }, line) : line));
  return el("div", { class: "main words digest", tabindex: "0" }, said("p", body), el("h3", { text: heading }), el("ul", { class: "notes", dir: "auto" }, ...sources));
}

function stage(shown, on) {
  const main = shown.kind === "video" ? film(shown) : shown.kind === "image" ? picture(shown) : page(shown, on);
  const back = shown.thumbnail && shown.kind !== "text" ? el("img", { class: "back", alt: "", "aria-hidden": "true", decoding: "async" }) : null;
  return el("div", { class: `stage stage-${shown.kind}` }, back, main);
}

/** The whole length as a line, with the chosen window on it and what of it was played. */
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
  if (shown.clip && shown.duration_s) parts.push(`Plays ${seconds(shown.clip[0])} to ${seconds(shown.clip[1])} of ${seconds(shown.duration_s)}`);
  if (shown.cover_s !== null && shown.cover_s !== undefined) parts.push(parts.length ? "cover chosen for you" : "Cover chosen for you");
  return parts.join(" · ");
}

function badgeButton(shown, run) {
  const name = shown.origin === "found" && shown.ai ? "created" : shown.origin;
  return el("button", { type: "button", class: `badge badge-${shown.origin}${shown.ai ? " badge-ai" : ""}`, "aria-label": `${badge(shown)}: where this comes from`, on: { click: run } }, icon(name), el("span", { text: badge(shown) }));
}

function about(shown, node, on) {
  const told = chosen(shown);
  return el(
    "div",
    { class: "about" },
    badgeButton(shown, () => on.info(node)),
    said("h2", shown.title || "Untitled"),
    shown.because ? el("button", { type: "button", class: "because", "aria-label": `Why this? ${shown.because}`, on: { click: () => on.why(node) } }, said("span", shown.because), icon("why")) : null,
    told ? el("p", { class: "chosen", text: told }) : null,
  );
}

function rail(shown, node, on) {
  const hears = shown.kind === "video" && shown.has_audio !== false;
  return el(
    "div",
    { class: "acts", role: "group", "aria-label": "What you can do with it" },
    act("like", "Like", () => on.like(node), { pressed: Boolean(shown.liked) }),
    act("no", "Not for me", () => on.no(node)),
    shown.parents?.length ? act("original", "Original", () => on.original(node), { pressed: false }) : null,
    hears ? act("mute", "Sound", () => on.sound(), { pressed: false }) : null,
    act("share", "Share", () => on.share(node)),
    act("more", "More", () => on.more(node), { "aria-haspopup": "dialog" }),
  );
}

function watch(video, node) {
  video.addEventListener("play", () => node.classList.remove("paused"));
  video.addEventListener("pause", () => node.classList.add("paused"));
  video.addEventListener("waiting", () => node.classList.add("stalled"));
  video.addEventListener("playing", () => node.classList.remove("stalled", "broken"));
  video.addEventListener("error", () => video.src && node.classList.add("broken"));
}

/** A card for an item; `on` has like, no, next, share, more, info, why, sound, original, source, again. */
export function card(shown, on) {
  const node = el("article", { class: `card kind-${shown.kind}`, tabindex: "-1", data: { id: shown.id }, "aria-label": `${kindOf(shown)}: ${shown.title || "untitled"}. ${badge(shown)}.` });
  node.shown = shown;
  const view = stage(shown, on);
  const video = view.querySelector("video");
  if (video) {
    watch(video, node);
    view.append(el("button", { type: "button", class: "tap", "aria-label": "Play or pause", on: { click: () => on.tap(node) } }, icon("play")));
  }
  const lost = el("div", { class: "lost" }, el("p", { text: "This cannot be shown just now." }), el("button", { type: "button", class: "ghost", text: "Try again", on: { click: () => on.again(node) } }));
  node.append(el("div", { class: "frame" }, view, el("div", { class: "shade" }), about(shown, node, on), line(shown, node), lost), rail(shown, node, on));
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
  if (video) watch(video, node);
  dress(node, shown);
}

/** A card with a message: an empty feed, its end, or an error. */
export function notice({ title, text, action, run, kind = "", mark }) {
  return el(
    "article",
    { class: `card notice ${kind}`, tabindex: "-1", "aria-label": title },
    el("div", { class: "frame" }, el("div", { class: "being" }, mark ? icon(mark) : null, el("div", { role: kind === "error" ? "alert" : null }, el("h2", { text: title }), text ? el("p", { text }) : null), action ? el("button", { type: "button", class: "solid", text: action, on: { click: run } }) : null)),
  );
}

/** What stands there until the first answer comes. */
export function skeleton() {
  return el("article", { class: "card skeleton", "aria-hidden": "true" }, el("div", { class: "frame" }, el("div", { class: "bones" }, el("i"), el("i"), el("i"))));
}
