// Where an item comes from: what was changed, from what, what the checks found, and whether the seal holds.

import { api, itemPath } from "./api.js";
import { $, el, icon, seconds } from "./dom.js";
import { badge } from "./words.js";

const OUTCOME = { pass: "passed", warn: "noted", hold: "held", block: "blocked" };

const part = (title, ...inside) => el("section", {}, el("h3", { text: title }), ...inside);
const row = (name, value) => (value ? el("div", { class: "row" }, el("dt", { text: name }), el("dd", { text: value })) : null);

function checks(verdicts) {
  return el(
    "ul",
    { class: "checks" },
    ...verdicts.map((v) =>
      el("li", { class: `is-${v.outcome}` }, icon(v.outcome === "pass" ? "check" : "warn"), el("div", {}, el("b", { text: v.check.replace(/^fidelity\./, "").replace(/\.v\d+$/, "").replaceAll(".", " · ").replaceAll("_", " ") }), el("span", { text: v.evidence || OUTCOME[v.outcome] }))),
    ),
  );
}

function seal(verified, told) {
  if (!verified) return null;
  const good = verified.signed && verified.valid && !verified.tampered;
  const title = good ? "The seal holds" : verified.tampered ? "The file was changed after sealing" : "There is no seal that holds";
  return part(
    "Verification",
    el("p", { class: `verdict ${good ? "good" : "bad"}` }, icon(good ? "check" : "warn"), el("b", { text: title })),
    el(
      "dl",
      {},
      row("Signed by", verified.issuer),
      row("Trusted here", verified.trusted ? "yes" : "no"),
      row("Made by", verified.made_by),
      row("Mark", verified.mark.found ? verified.mark.id : "none found"),
      row("Recipe", verified.recipe),
      row("Sealed", told.seal ? new Date(told.seal.signed_at * 1000).toLocaleString() : null),
    ),
    el("ul", { class: "findings" }, ...verified.findings.map((text) => el("li", { text }))),
  );
}

function made(item, told, original) {
  const parents = told.parents.map((parent) =>
    el("button", { type: "button", class: "parent", on: { click: () => { $("sheet").close(); original(parent.id); } } }, parent.thumbnail ? el("img", { src: parent.thumbnail, alt: "" }) : null, el("span", {}, el("b", { text: parent.title || parent.id }), el("small", { text: "Show the original" }))),
  );
  return [
    part("What was changed", el("ol", { class: "changes" }, ...told.changes.map((text) => el("li", { text })))),
    part("Made from", ...parents),
    part("Checked before it was shown", checks(told.verdicts)),
    seal(told.verification, told),
  ];
}

function found(item, shown) {
  const window = shown.clip ? `${seconds(shown.clip[0])} to ${seconds(shown.clip[1])} of ${seconds(shown.duration_s)}` : null;
  const cover = shown.cover_s === null || shown.cover_s === undefined ? null : `the frame at ${seconds(shown.cover_s)}`;
  return [
    el("p", { text: item.ai ? "It came here marked as made by AI. Nothing was changed." : "Nothing was changed: this is the file as it came here." }),
    window || cover ? part("Chosen for you", el("dl", {}, row("Plays", window), row("Cover", cover), row("Why", shown.because))) : null,
  ];
}

/** Open the sheet for what a card shows; `original` puts a parent on the card. */
export async function openSheet(shown, { user, original }) {
  const sheet = $("sheet");
  const close = el("button", { type: "button", class: "ghost close", text: "Close", on: { click: () => sheet.close() } });
  const head = el("header", {}, el("p", { class: `badge badge-${shown.origin}${shown.ai ? " badge-ai" : ""}` }, icon(shown.origin), el("span", { text: badge(shown) })), close);
  const body = el("div", { class: "sheet-body" }, el("p", { class: "soft", text: shown.origin === "found" ? "Looking it up …" : "Reading the seal …" }));
  sheet.replaceChildren(head, el("h2", { id: "sheet-title", text: shown.title || "Untitled" }), body);
  if (!sheet.open) sheet.showModal();
  try {
    const item = await api(`${itemPath(shown.id, user)}&verify=true`);
    const facts = el("dl", {}, row("By", item.creator), row("Licence", item.licence === "unknown" ? null : item.licence), row("Topics", item.topics.join(", ")), row("Source", item.source), row("Id", item.id));
    body.replaceChildren(...(item.provenance ? made(item, item.provenance, original) : found(item, shown)).filter(Boolean), part("The item", facts));
  } catch (error) {
    body.replaceChildren(el("p", { role: "alert", text: error.message }));
  }
}

$("sheet").addEventListener("click", (event) => { if (event.target === $("sheet")) $("sheet").close(); });
