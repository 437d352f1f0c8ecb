// One item: what it is, what it was made from and what was made from it, and how its variants did.

import { button, el, icon, said, seconds } from "../dom.js";
import { badge, kindOf } from "../words.js";
import { call, itemLink } from "./call.js";
import { interval, percent, svg } from "./plot.js";

const W = 178, H = 62, GAP_X = 56, GAP_Y = 16;

/** Which column each item of a family stands in: one after the last of what it was made from. */
function columns(nodes, pairs) {
  const column = new Map(nodes.map((node) => [node.id, 0]));
  for (let pass = 0; pass < nodes.length; pass++) {
    let moved = false;
    for (const [parent, child] of pairs) if (column.get(child) <= column.get(parent)) { column.set(child, column.get(parent) + 1); moved = true; }
    if (!moved) break;
  }
  return column;
}

/** The family as a graph from left to right. */
function lineage({ nodes, pairs, more }, id) {
  const column = columns(nodes, pairs), place = new Map(), rows = [];
  for (const node of nodes) {
    const x = column.get(node.id), y = (rows[x] = (rows[x] ?? -1) + 1);
    place.set(node.id, [1 + x * (W + GAP_X), 1 + y * (H + GAP_Y)]);
  }
  const wide = (Math.max(...column.values()) + 1) * (W + GAP_X) - GAP_X + 2, high = (Math.max(...rows.filter((n) => n !== undefined)) + 1) * (H + GAP_Y) - GAP_Y + 2;
  const edge = ([parent, child]) => {
    const [x, y] = place.get(parent), [u, v] = place.get(child);
    return svg("path", { class: "edge", d: `M${x + W} ${y + H / 2}C${x + W + GAP_X / 2} ${y + H / 2} ${u - GAP_X / 2} ${v + H / 2} ${u} ${v + H / 2}` });
  };
  const box = (node) => {
    const [x, y] = place.get(node.id), name = node.changes[0]?.replace(/^given the /, "") || node.title || node.id;
    const line = (text, dy, kind) => { const t = svg("text", { x: x + 62, y: y + dy, class: kind }); t.textContent = text.length > 16 ? `${text.slice(0, 15)}…` : text; return t; };
    return svg("a", { href: itemLink(node.id), class: `node is-${node.state}${node.id === id ? " is-this" : ""}`, "aria-label": `${node.title || node.id}: ${name}, ${badge(node)}${node.id === id ? ", this one" : ""}` },
      svg("rect", { x, y, width: W, height: H, rx: 12 }),
      node.thumbnail ? svg("image", { href: node.thumbnail, x: x + 6, y: y + 6, width: 48, height: H - 12, preserveAspectRatio: "xMidYMid slice" }) : null,
      line(name, 27, "name"), line(node.state === "live" ? badge(node) : node.state, 45, "kind"));
  };
  return el("div", {}, el("div", { class: "scroll lineage", tabindex: "0", role: "region", "aria-label": "Lineage" }, svg("svg", { width: wide, height: high, role: "group", "aria-label": `${nodes.length} items` }, ...pairs.map(edge), ...[...nodes].sort((a, b) => column.get(a.id) - column.get(b.id)).map(box))), more ? el("p", { class: "soft", text: `and ${more} more` }) : null);
}

const film = (item, label) => {
  if (!item.media) return item.text ? said("div", item.text, { class: "draft-text", tabindex: "0", role: "region", "aria-label": label }) : el("p", { class: "soft gone", text: "It is not shown here." });
  if (item.kind === "image") return el("img", { src: item.media, alt: label, loading: "lazy" });
  const video = el("video", { src: item.media, poster: item.thumbnail, controls: true, loop: true, playsinline: true, preload: "none", "aria-label": label });
  video.muted = true;
  return video;
};

function variant(one, longest) {
  const { outcome } = one;
  const row = (name, m, told, most) => el("div", { class: "result" }, el("dt", { text: name }), el("dd", {}, el("b", { text: told(m.value) }), interval(m, { most, label: m.value === null ? `${name}: not known` : `${name}: ${told(m.value)}, ${told(m.low)} to ${told(m.high)}` })));
  return el("li", { class: "variant" }, film(one, one.title), el("p", { class: "kind" }, el("a", { href: itemLink(one.id), text: one.origin === "found" ? "The original" : one.changes.join("; ") || badge(one) })),
    el("dl", {}, el("div", { class: "result" }, el("dt", { text: "Met by" }), el("dd", {}, el("b", { text: String(outcome.viewers) }), ` viewers, ${outcome.impressions} impressions`)),
      row("Liked by", outcome.likes, (v) => percent(v), 1), row("Skipped by", outcome.skips, (v) => percent(v), 1), row("Watched for", outcome.dwell_s, (v) => (v === null ? "–" : seconds(v)), longest)));
}

const fact = (name, value) => (value ? el("div", { class: "row" }, el("dt", { text: name }), said("dd", value)) : null);

/** The page. */
export async function item(page, { id }) {
  const told = await call(`/items/${encodeURIComponent(id)}`);
  const made = told.provenance;
  page.querySelector("h1").replaceChildren(told.title || told.id);
  page.querySelector("h1").dir = "auto";
  const longest = Math.max(1, ...told.variants.map((one) => one.outcome.dwell_s.high ?? one.outcome.dwell_s.value ?? 0));
  page.append(
    el("p", { class: "lead" }, el("span", { class: `badge badge-${told.origin}${told.ai ? " badge-ai" : ""}` }, icon(told.origin), el("span", { text: badge(told) })), ` ${kindOf(told)}${told.duration_s ? `, ${seconds(told.duration_s)}` : ""}${told.state === "live" ? "" : ` · ${told.state}`}`),
    el("div", { class: "item-top" }, el("div", { class: "item-media" }, film(told, told.title)),
      el("div", {}, el("dl", { class: "facts" }, fact("By", told.creator), fact("Topics", told.topics.join(", ")), fact("Licence", told.licence), fact("Rights", told.rights), fact("Allowed", told.allow.join(", ")), fact("Source", told.source), fact("Id", told.id), fact("About", told.description)),
        made ? el("section", {}, el("h2", { text: "What was changed" }), el("ol", { class: "changes" }, ...made.changes.map((text) => said("li", text)))) : null,
        told.state === "live" && told.kind !== "text" ? el("p", { class: "acts-line" }, el("a", { class: "solid", href: `#/playground/${encodeURIComponent(told.id)}`, text: "Try an edit" })) : null)),
    el("section", {}, el("h2", { text: "Lineage" }), told.family.nodes.length > 1 ? lineage(told.family, told.id) : el("p", { class: "soft", text: "Nothing was made from it, and it was made from nothing here." })),
    el("section", {}, el("h2", { text: "Variants, side by side" }), el("p", { class: "soft", text: "Shares are of the viewers who met it; lines are 95 % intervals." }), el("ul", { class: "variants" }, ...told.variants.map((one) => variant(one, longest)))));
}
