// The editor's playground: an item, a wish, its progress, and before and after under one slider, in step.

import { $, el, said, toast } from "../dom.js";
import { badge, understood } from "../words.js";
import { call, itemLink } from "./call.js";
import { card } from "./corpus.js";

const WISHES = ["make it black and white", "cut it to the best 4 seconds", "make this a cartoon", "slower, with calm music", "hide the faces"];
const APART_S = 0.12;

function layer(item, name) {
  const label = `${name}: ${item.title}`;
  if (item.kind === "image") return el("img", { src: item.media, alt: label });
  const video = el("video", { src: item.media, loop: true, playsinline: true, preload: "auto", "aria-label": label });
  video.muted = true;
  return video;
}

/** Two films (or pictures) over each other with a slider between; the films run in step. */
export function compare(before, after, signal) {
  const below = layer(before, "Before"), above = layer(after, "After");
  const slider = el("input", { type: "range", min: "0", max: "100", value: "50", step: "1", class: "slider", "aria-label": "How much of the film before is seen" });
  const box = el("div", { class: "compare" }, el("div", { class: "under" }, below), el("div", { class: "over" }, above), el("i", { class: "edge", "aria-hidden": "true" }), el("span", { class: "tag-before", text: "Before" }), el("span", { class: "tag-after", text: "After" }), slider);
  box.style.setProperty("--shape", `${after.width || 9} / ${after.height || 16}`);
  const cut = () => box.style.setProperty("--cut", `${slider.value}%`);
  slider.addEventListener("input", cut);
  cut();
  if (before.kind !== "video" || after.kind !== "video") return box;
  const play = el("button", { type: "button", class: "ghost", id: "play", text: "Play" });
  const both = [below, above];
  const turn = () => { const stand = above.paused; for (const video of both) stand ? video.play().catch(() => {}) : video.pause(); play.textContent = stand ? "Pause" : "Play"; };
  play.addEventListener("click", turn);
  // What was made sets the time; the source is put where it is again once they are apart.
  above.addEventListener("timeupdate", () => { const wanted = Math.min(above.currentTime, (below.duration || 1) - 0.05); if (!below.seeking && Math.abs(below.currentTime - wanted) > APART_S) below.currentTime = wanted; });
  above.addEventListener("seeked", () => { below.currentTime = Math.min(above.currentTime, below.duration || 0); });
  signal.addEventListener("abort", () => both.forEach((video) => video.pause()));
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) above.addEventListener("canplay", turn, { once: true });
  return el("div", {}, box, el("p", { class: "acts-line" }, play));
}

/** The page. */
export async function playground(page, { id, signal }) {
  let chosen = null, stream = null;
  const words = el("input", { class: "field-line", type: "search", id: "find", placeholder: "Search for something to change", maxlength: "500", "aria-label": "Search for an item", dir: "auto" });
  const strip = el("ul", { class: "strip-grid", tabindex: "0", "aria-label": "Items" });
  const wish = el("textarea", { id: "wish", rows: "2", maxlength: "2000", dir: "auto", placeholder: WISHES[0] });
  const submit = el("button", { type: "submit", class: "solid", id: "try", text: "Try it" });
  const state = el("div", { class: "trying", "aria-live": "polite" });
  const result = el("div", { class: "result-of" });
  const form = el("form", { class: "field wish-form", hidden: true }, el("label", { for: "wish", text: "What should change?" }), wish, el("div", { class: "wishes" }, ...WISHES.map((text) => el("button", { type: "button", class: "pick", text, on: { click: () => { wish.value = text; wish.focus(); } } }))), submit);
  const about = el("p", { class: "lead", text: "Pick something, say what should change, and compare. What comes out passes the same checks as any viewer's wish, and is published as such." });
  page.append(about, el("div", { class: "filters field" }, words), strip, form, state, result);

  async function find() {
    const found = await call(`/items?${new URLSearchParams({ ...(words.value.trim() && { q: words.value.trim() }) })}`);
    strip.replaceChildren(...found.items.filter((item) => item.kind !== "text").slice(0, 16).map((item) => card(item, pick)));
    mark();
  }

  const mark = () => [...strip.children].forEach((node) => node.querySelector("button").setAttribute("aria-pressed", String(node.dataset.id === chosen?.id)));

  function pick(item) {
    chosen = item;
    form.hidden = false;
    $("wish").labels[0].textContent = `What should change about “${item.title || item.id}”?`;
    result.replaceChildren();
    state.replaceChildren();
    mark();
    wish.focus();
  }

  function told(step, text) {
    state.replaceChildren(el("progress", { max: "3", value: String(step), "aria-label": "How far it is" }), said("p", text));
  }

  async function done(item, begun) {
    const made = await call(`/made/${encodeURIComponent(item.id)}`);
    state.replaceChildren(...(begun.left_out.length ? [said("p", `Left out: ${begun.left_out.join("; ")}`, { class: "soft" })] : []));
    result.replaceChildren(compare(chosen, made, signal), el("div", {}, el("p", {}, el("span", { class: "badge badge-ai", text: badge(made) })), el("h2", { text: "What was changed" }), el("ol", { class: "changes" }, ...made.provenance.changes.map((text) => said("li", text))), el("p", {}, el("a", { href: itemLink(made.id), text: "Its page, with lineage and results" }))));
  }

  function follow(begun) {
    stream?.close();
    stream = new EventSource(`/studio/api/stream?${begun.jobs.map((job) => `job=${encodeURIComponent(job)}`).join("&")}`);
    const mine = (run) => (event) => { const data = JSON.parse(event.data); if (begun.jobs.includes(data.job)) run(data); };
    const end = () => { stream.close(); submit.disabled = false; };
    stream.addEventListener("progress", mine((job) => told(job.state === "queued" ? 0.5 : job.progress === "checking" ? 2.5 : 1.5, job.state === "queued" ? "Waiting its turn" : job.progress === "checking" ? "Checking and marking it" : "Making it")));
    stream.addEventListener("made", mine((job) => { end(); done(job.item, begun).catch((error) => toast(error.message)); }));
    stream.addEventListener("ended", mine((job) => { end(); state.replaceChildren(said("p", job.state === "held" ? "A check holds it: it waits in the review queue." : `Not made: ${job.error || "it could not be made"}.`, { class: "wrong" })); }));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    result.replaceChildren();
    told(0, "Reading your wish …");
    try {
      const begun = await call("/edits", { method: "POST", body: { item: chosen.id, say: wish.value.trim() || WISHES[0] } });
      told(0.5, `Understood: ${understood(begun.guidance).filter((p) => p.kind !== "route").map((p) => p.text).join(", ")}`);
      if (begun.jobs.length) return follow(begun);
      await done(begun.items[0], begun);
    } catch (error) {
      state.replaceChildren(said("p", error.message, { class: "wrong", role: "alert" }));
    }
    submit.disabled = false;
  });
  let wait;
  words.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => find().catch((error) => toast(error.message)), 250); });
  signal.addEventListener("abort", () => stream?.close());
  if (id) pick(await call(`/items/${encodeURIComponent(id)}`));
  await find();
}
