// The corpus: browsed from the newest on, searched by words.

import { button, el, said, seconds } from "../dom.js";
import { badge, kindOf } from "../words.js";
import { call, itemLink } from "./call.js";

/** A small card that leads to an item, or is picked where `pick` says what then happens. */
export function card(item, pick) {
  const cover = item.thumbnail ? el("img", { src: item.thumbnail, alt: "", loading: "lazy", decoding: "async" }) : said("span", (item.text || item.description || item.title).slice(0, 160), { class: "cover-text" });
  const inside = [el("span", { class: "cover" }, cover, item.origin === "found" && !item.ai ? null : el("span", { class: "badge badge-ai", text: badge(item) }), item.duration_s ? el("span", { class: "length", text: seconds(item.duration_s) }) : null),
    said("b", item.title || item.id), el("small", { text: [kindOf(item), item.changes[0] || item.topics.slice(0, 2).join(", "), item.match === "meaning" ? "by meaning" : null].filter(Boolean).join(" · ") })];
  return el("li", { class: `tile${item.state === "live" ? "" : " is-gone"}`, data: { id: item.id } }, pick ? el("button", { type: "button", on: { click: () => pick(item) } }, ...inside) : el("a", { href: itemLink(item.id) }, ...inside));
}

const option = (value, text) => el("option", { value, text });

/** The page. */
export async function corpus(page, { id }) {
  const words = el("input", { class: "field-line", type: "search", id: "q", value: id, placeholder: "harbour at night, rockets, an id …", maxlength: "500", dir: "auto", "aria-label": "Search by words" });
  const kind = el("select", { id: "kind", "aria-label": "Kind" }, option("", "Every kind"), option("video", "Clips"), option("image", "Pictures"), option("text", "Articles"));
  const origin = el("select", { id: "origin", "aria-label": "Origin" }, option("", "Every origin"), option("found", "Found"), option("edited", "Edited by AI"), option("created", "Made by AI"));
  const gone = el("input", { type: "checkbox", id: "gone" });
  const told = el("p", { class: "soft", role: "status" });
  const grid = el("ul", { class: "grid" });
  const more = button("More", () => load(next));
  let next = null, asked = 0;

  async function load(begin = 0) {
    const mine = ++asked;
    const query = new URLSearchParams({ begin, withdrawn: gone.checked });
    for (const [name, value] of [["q", words.value.trim()], ["kind", kind.value], ["origin", origin.value]]) if (value) query.set(name, value);
    const found = await call(`/items?${query}`);
    if (mine !== asked) return;
    next = found.next;
    more.hidden = next === null;
    told.textContent = `${found.total.toLocaleString("en")} ${found.total === 1 ? "item" : "items"}${words.value.trim() ? ", what holds the words first, then what means them" : ", the newest first"}`;
    const cards = found.items.map((item) => card(item));
    if (begin) grid.append(...cards);
    else grid.replaceChildren(...cards);
  }

  let wait;
  const soon = () => { clearTimeout(wait); wait = setTimeout(() => load().catch((error) => { told.textContent = error.message; }), 250); };
  for (const node of [words, kind, origin, gone]) node.addEventListener("input", soon);
  page.append(el("form", { class: "filters field", role: "search", on: { submit: (event) => { event.preventDefault(); soon(); } } }, words, kind, origin, el("label", { class: "choice" }, gone, "Taken down")), told, grid, more);
  await load();
}
