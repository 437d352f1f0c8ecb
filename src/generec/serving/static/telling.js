// The smaller sheets of an item: why it is here, sharing it, reporting it, and what was wrong with it.

import { api, itemPath } from "./api.js";
import { button, el, icon, said, toast } from "./dom.js";
import { flush, note } from "./outbox.js";
import { closeSheet, openSheet, part, row } from "./sheet.js";

/** Why this: what chose the item, what was chosen of it, and what drives the ranking. */
export async function openWhy(shown, { user, trace }) {
  const chosen = (shown.chosen ?? []).map((text) => el("li", { text }));
  const steps = (trace ?? []).filter((step) => ["profile", "wishes", "retriever", "presentation", "decide"].includes(step.step));
  openSheet(
    "Why this?",
    {},
    said("p", `${shown.because || "It was opened by a link"}.`, { class: "reason" }),
    chosen.length ? part("Chosen for you", el("ul", { class: "findings" }, ...chosen)) : null,
    steps.length ? part("How the feed came about", el("dl", {}, ...steps.map((step) => row(step.step, [step.did, step.because].filter(Boolean).join(" — "))))) : null,
    el("p", { class: "links" }, el("a", { href: `/you?viewer=${encodeURIComponent(user)}#believed`, text: "What is believed of me" }), el("a", { href: `/you?viewer=${encodeURIComponent(user)}#ranking`, text: "What drives the ranking" })),
  );
}

const linkOf = (shown) => `${location.origin}/?item=${encodeURIComponent(shown.id)}`;

/** Share an item by what the device offers, else by a link to copy. What was made for one viewer alone stays theirs. */
export async function share(shown, user) {
  try {
    const item = await api(itemPath(shown.id, user));
    if (item.scope === "private") {
      toast("This was made for you alone: nobody else could open the link.");
      return;
    }
  } catch (error) {
    toast(error.message);
    return;
  }
  const told = { title: shown.title, url: linkOf(shown) };
  try {
    if (navigator.share && navigator.canShare?.(told) !== false) {
      await navigator.share(told);
    } else {
      await navigator.clipboard.writeText(told.url);
      toast("The link is copied.");
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    byHand(told.url);
  }
  note(user, shown, "share");
  flush();
}

function byHand(url) {
  const field = el("input", { type: "text", readonly: true, value: url, "aria-label": "Link to this", class: "field-line", on: { focus: (event) => event.target.select() } });
  openSheet("Share this", {}, el("p", { text: "Copy this link: it opens the feed with this item first." }), field);
  field.focus();
}

const REASONS = [
  ["unsafe", "It is dangerous or harmful"],
  ["hateful", "It is hateful or bullies somebody"],
  ["sexual", "It is sexual"],
  ["violent", "It is cruel or violent"],
  ["false", "It says what is not true"],
  ["rights", "It uses what is not theirs"],
  ["person", "It shows somebody who did not agree"],
  ["label", "It is made by AI and does not say so"],
  ["other", "Something else"],
];

/** Report an item, with a reason and, if wanted, some words. `done` is called once it is noted. */
export function openReport(shown, { user, done }) {
  const choices = REASONS.map(([value, text], number) =>
    el("label", { class: "choice" }, el("input", { type: "radio", name: "reason", value, required: number === 0 }), el("span", { text })));
  const words = el("textarea", { id: "report-words", rows: "3", maxlength: "1000", dir: "auto" });
  const form = el(
    "form",
    {
      class: "report",
      on: {
        submit: (event) => {
          event.preventDefault();
          const reason = new FormData(form).get("reason");
          note(user, shown, "report", { text: [reason, words.value.trim()].filter(Boolean).join(": ") });
          flush();
          closeSheet();
          done();
        },
      },
    },
    el("fieldset", {}, el("legend", { text: "What is wrong with it?" }), ...choices),
    el("label", { class: "field", for: "report-words" }, el("span", { text: "In your own words (not needed)" }), words),
    el("button", { type: "submit", class: "solid", text: "Send the report" }),
  );
  openSheet("Report this", {}, said("p", shown.title || "Untitled", { class: "soft" }), form);
}

const BECAUSE = ["boring", "too long", "too loud", "I've seen this", "looks fake", "less text on the cover"];

/** What was it: a reason for "not for me", which stands as a wish where it says one. */
export function openReasons(shown, { user }) {
  const say = (text) => {
    note(user, shown, "why", { text });
    flush();
    closeSheet();
    toast("Noted, for good. You can take it back on your page.");
  };
  openSheet(
    "What was it?",
    {},
    el("p", { class: "soft", text: "A reason holds for the whole feed, until you take it back on your page." }),
    el("div", { class: "wishes" }, ...BECAUSE.map((text) => button(text, () => say(text), { shape: "pick" }))),
  );
}

/** All that can be done with an item, as a list. `acts` are [icon, words, what is done]. */
export function openMenu(shown, acts) {
  openSheet(
    shown.title || "Untitled",
    { class: "menu" },
    ...acts.map(([mark, text, run]) => el("button", { type: "button", on: { click: () => { closeSheet(); run(); } } }, icon(mark), el("span", { text }))),
  );
}
