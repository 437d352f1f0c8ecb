// Where an item comes from: what was changed, from what, when and by which components, what the checks found,
// and whether the seal holds.

import { api, itemPath } from "./api.js";
import { button, el, icon, said, seconds } from "./dom.js";
import { closeSheet, openSheet, part, row } from "./sheet.js";
import { badge } from "./words.js";

const OUTCOME = { pass: "passed", warn: "noted", hold: "held", block: "blocked" };
const plain = (name) => name.replace(/^fidelity\./, "").replace(/\.v\d+$/, "").replaceAll(".", " · ").replaceAll("_", " ");

function checks(verdicts) {
  const line = (v) => el("li", { class: `is-${v.outcome}` }, icon(v.outcome === "pass" ? "check" : "warn"), el("div", {}, el("b", { text: plain(v.check) }), el("span", { text: v.evidence || OUTCOME[v.outcome] })));
  const passed = verdicts.filter((v) => v.outcome === "pass").length;
  return el(
    "details",
    { class: "more", open: passed < verdicts.length },
    el("summary", { text: `${passed} of ${verdicts.length} checks passed` }),
    el("ul", { class: "checks" }, ...verdicts.map(line)),
  );
}

function outcome(verified) {
  const good = verified.signed && verified.valid && !verified.tampered;
  const title = good ? "The seal holds" : verified.tampered ? "The file was changed after sealing" : "There is no seal that holds";
  const text = good ? "Signed here, and not one byte was changed since." : "What this page says of the file may not be true of it.";
  return [good, title, text];
}

function seal(verified, told) {
  if (!verified) return null;
  const [good, title, text] = outcome(verified);
  return part(
    "Verification",
    el("p", { class: `verdict ${good ? "good" : "bad"}` }, icon(good ? "check" : "warn"), el("span", {}, el("b", { text: title }), el("small", { text }))),
    el(
      "details",
      { class: "more" },
      el("summary", { text: "What the file says of itself" }),
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
      el("ul", { class: "findings" }, ...verified.findings.map((finding) => el("li", { text: finding }))),
    ),
  );
}

function made(item, told, original) {
  const parents = told.parents.map((parent, number) =>
    el(
      "button",
      { type: "button", class: "parent", on: { click: () => { closeSheet(); original(number); } } },
      parent.thumbnail ? el("img", { src: parent.thumbnail, alt: "", width: "52", height: "64" }) : null,
      el("span", {}, said("b", parent.title || parent.id), el("small", { text: "Show the original" })),
    ),
  );
  const when = told.seal ? new Date(told.seal.signed_at * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }) : null;
  return [
    part("What was changed", el("ol", { class: "changes" }, ...told.changes.map((text) => said("li", text)))),
    parents.length ? part(item.origin === "edited" ? "Made from" : "Put together from", ...parents) : null,
    part("How", el("dl", {}, row("When", when), row("By", (told.components ?? []).join(", ")))),
    seal(told.verification, told),
    told.verdicts.length ? part("Checked before it was shown", checks(told.verdicts)) : null,
  ];
}

function found(item, shown) {
  const window = shown.clip ? `${seconds(shown.clip[0])} to ${seconds(shown.clip[1])} of ${seconds(shown.duration_s)}` : null;
  const cover = shown.cover_s === null || shown.cover_s === undefined ? null : `the frame at ${seconds(shown.cover_s)}`;
  return [
    el("p", { text: item.ai ? "It came here marked as made by AI. Nothing was changed." : "Nothing was changed: this is the file as it came here." }),
    window || cover ? part("Chosen for you", el("dl", {}, row("Plays", window), row("Cover", cover))) : null,
  ];
}

export const mark = (shown) =>
  el("p", { class: `badge badge-${shown.origin}${shown.ai ? " badge-ai" : ""}` }, icon(shown.origin === "found" && shown.ai ? "created" : shown.origin), el("span", { text: badge(shown) }));

/** Open the sheet for what a card shows; `original` puts a parent on the card. */
export async function openOrigin(shown, { user, original }) {
  const wait = el("p", { class: "soft", text: shown.origin === "found" ? "Looking it up …" : "Reading the seal …" });
  const sheet = openSheet(shown.title || "Untitled", { above: mark(shown), "aria-busy": "true" }, wait);
  const body = sheet.querySelector(".sheet-body");
  try {
    const item = await api(`${itemPath(shown.id, user)}&verify=true`);
    const facts = el("dl", {}, row("By", item.creator), row("Licence", item.licence === "unknown" ? null : item.licence), row("Topics", item.topics.join(", ")), row("Source", item.source), row("Id", item.id));
    const credits = item.provenance?.credits ?? [];
    body.replaceChildren(
      ...[
        ...(item.provenance ? made(item, item.provenance, original) : found(item, shown)),
        credits.length ? part("Credits", el("ul", { class: "findings" }, ...credits.map((text) => said("li", text)))) : null,
        part("The item", facts),
      ].filter(Boolean),
    );
  } catch (error) {
    body.replaceChildren(el("p", { role: "alert", text: error.message }), button("Try again", () => openOrigin(shown, { user, original })));
  } finally {
    body.removeAttribute("aria-busy");
  }
}
