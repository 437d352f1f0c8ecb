// What was done, side by side: an item before and after a wish, and one item's covers for two viewers.

import { $, el, icon } from "./dom.js";
import { badge } from "./words.js";

function screen(item, caption, info) {
  const media =
    item.kind === "video"
      ? el("video", { data: { src: item.media, poster: item.thumbnail ?? "" }, playsinline: true, loop: true, preload: "none", "aria-label": `${caption}: ${item.title}` })
      : el("img", { loading: "lazy", src: item.media ?? item.thumbnail, alt: `${caption}: ${item.title}` });
  if (item.kind === "video") {
    media.muted = true;
    media.playsInline = true;
  }
  return el(
    "figure",
    {},
    el("div", { class: "screen" }, media),
    el("figcaption", {}, el("b", { text: caption }), el("button", { type: "button", class: `badge badge-${item.origin}`, "aria-label": `${badge(item)}: where this comes from`, on: { click: () => info(item) } }, icon(item.origin), el("span", { text: badge(item) }))),
  );
}

function compare(told, info) {
  return el(
    "section",
    { class: "compare" },
    el("h2", { text: "Before and after" }),
    el("p", { class: "wish", text: told.wish }),
    el("div", { class: "pair" }, screen(told.before, "Before", info), screen(told.after, "After", info)),
  );
}

function side(cover, item) {
  return el(
    "figure",
    {},
    el("div", { class: "screen" }, el("img", { loading: "lazy", src: cover.thumbnail, alt: `Cover of ${item.title} for ${cover.name || cover.viewer}` })),
    el("figcaption", {}, el("b", { text: cover.name || cover.viewer }), cover.why ? el("span", { text: cover.why }) : null),
  );
}

function covers(told) {
  return el(
    "section",
    { class: "covers" },
    el("h2", { text: "One clip, two viewers" }),
    el("p", { class: "soft", text: told.item.title }),
    el("div", { class: "pair" }, side(told.left, told.item), side(told.right, told.item)),
  );
}

function behind(progress) {
  const bar = el("progress", { max: String(progress.total), value: String(progress.done), "aria-label": progress.what });
  return el("section", { class: "behind" }, el("p", { class: "soft", text: progress.what }), bar);
}

let drawn = "";

/** Draw what the page's beginning has to show; nothing is redrawn that stayed the same. */
export function drawProof(page, info) {
  const proof = $("proof");
  const now = JSON.stringify([page.compare, page.covers, page.progress]);
  if (now === drawn) return;
  drawn = now;
  const parts = [page.compare && compare(page.compare, info), page.covers && covers(page.covers), page.progress && behind(page.progress)].filter(Boolean);
  proof.hidden = parts.length === 0;
  proof.replaceChildren(...parts);
  const videos = [...proof.querySelectorAll("video")];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const together = new IntersectionObserver((seen) => seen.forEach(({ target, isIntersecting }) => {
    if (isIntersecting && !target.src) Object.assign(target, { poster: target.dataset.poster, src: target.dataset.src, preload: "metadata" });
    if (isIntersecting && !still) target.play().catch(() => {});
    else target.pause();
  }));
  for (const video of videos) {
    if (still) video.controls = true;
    together.observe(video);
  }
}
