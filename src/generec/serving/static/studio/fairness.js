// Who is shown how much and served how well: the audit as plots.

import { el, said } from "../dom.js";
import { call } from "./call.js";
import { interval, percent } from "./plot.js";

const STATES = { alarm: "crowds out", warning: "more than its share", nothing: "no sign of it", "too little": "too little to tell" };
const day = (s) => new Date(1000 * s).toLocaleDateString(undefined, { day: "numeric", month: "short" });

function plot(rows, { most, mark, told, differs }) {
  return el("ul", { class: "plot" }, ...rows.map((row) => el("li", { class: differs?.(row) ? "differs" : "" }, said("span", row.name), interval(row, { most, mark: mark?.(row) ?? null, label: told(row) }), el("b", { text: percent(row.value) }), el("small", { text: row.note }))));
}

function exposure(cut) {
  const rows = cut.rows.map((row) => ({ ...row, name: row.group, value: row.of_shown, note: `${row.shown} of showings; ${percent(row.of_items)} of ${row.items} works` }));
  const most = Math.max(0.05, ...rows.flatMap((row) => [row.high ?? 0, row.of_shown ?? 0, row.of_items ?? 0]));
  return el("section", { class: "panel" }, el("h3", { text: `By ${cut.by}` }), plot(rows, { most, mark: (row) => row.of_items, told: (row) => `${row.group}: ${percent(row.of_shown, 1)} of showings (${percent(row.low, 1)} to ${percent(row.high, 1)}), ${percent(row.of_items, 1)} of works` }), cut.more ? el("p", { class: "soft", text: `and ${cut.more} smaller groups` }) : null);
}

function quality(measure) {
  const rows = measure.rows.map((row) => ({ ...row, name: row.group, value: row.rate, note: `${row.n} cases of ${row.viewers} viewers` }));
  const most = Math.max(0.01, ...rows.flatMap((row) => [row.high ?? 0, row.rate ?? 0]));
  return el("section", { class: "panel" }, el("h3", { text: measure.name }), el("p", { class: "soft", text: `${measure.means}: ${measure.good ? "more is better" : "less is better"}` }), plot(rows, { most, differs: (row) => row.differs, told: (row) => `${row.group}: ${percent(row.rate, 1)}, ${percent(row.low, 1)} to ${percent(row.high, 1)}${row.differs ? ", differs from all others" : ""}` }));
}

function crowding(one) {
  const row = { name: `${day(one.since)} – ${day(one.until)}`, value: one.ai, low: null, high: null, note: `${STATES[one.state]} · ${one.shown} showings, ${one.viewers} viewers` };
  return { ...row, candidates: one.candidates };
}

function draw(told) {
  const sentences = [...told.alarms.map((text) => ["bad", text]), ...told.notes.map((text) => ["", text])];
  const windows = told.windows.filter((one) => one.shown).map(crowding);
  return [
    el("ul", { class: "sentences" }, ...sentences.map(([kind, text]) => said("li", text, { class: kind }))),
    el("p", { class: "soft" }, `${told.requests.toLocaleString("en")} feeds for ${told.viewers} viewers, ${told.shown.toLocaleString("en")} showings, ${day(told.since)} to ${day(told.until)}. Groups are ${told.groups_by}; for groups of your own: `, el("code", { text: "generec audit --viewers FILE", class: "whole" })),
    told.exposure.length ? el("section", {}, el("h2", { text: "Exposure" }), el("p", { class: "soft", text: "The dot is a group's share of showings with its 95 % interval; the upright line is its share of the works that may be shown." }), el("div", { class: "panels" }, ...told.exposure.map(exposure))) : null,
    told.quality.length ? el("section", {}, el("h2", { text: "How well groups of viewers are served" }), el("div", { class: "panels" }, ...told.quality.map(quality))) : null,
    windows.length ? el("section", {}, el("h2", { text: "Does AI crowd people's work out?" }), el("p", { class: "soft", text: "The dot is AI's share of what was shown unasked; the upright line its share of what might have been shown." }), plot(windows, { most: Math.max(0.05, ...windows.flatMap((w) => [w.value ?? 0, w.candidates ?? 0])), mark: (row) => row.candidates, told: (row) => `${row.name}: ${percent(row.value, 1)}, against ${percent(row.candidates, 1)}; ${row.note}` })) : null,
    told.gini_works === null ? null : el("dl", { class: "figures" }, ...[["Gini over works", told.gini_works.toFixed(2)], ["Gini over creators", told.gini_creators?.toFixed(2) ?? "–"], ["Works shown at least once", `${told.covered} of ${told.works}`]].map(([name, value]) => el("div", { class: "figure" }, el("dt", { text: name }), el("dd", { text: value })))),
  ].filter(Boolean);
}

/** The page. */
export async function fairness(page) {
  const days = el("select", { id: "days", "aria-label": "How far back" }, ...[[7, "7 days"], [28, "28 days"], [90, "90 days"], [365, "A year"]].map(([value, text]) => el("option", { value, text, selected: value === 28 })));
  const body = el("div", { class: "fair" });
  page.append(el("p", { class: "lead", text: "Who is shown how much, who is served how well, and whether AI crowds people out." }), el("div", { class: "filters field" }, days), body);
  const look = async () => {
    body.replaceChildren(el("p", { class: "soft", text: "Counting …" }));
    try {
      body.replaceChildren(...draw(await call(`/audit?days=${days.value}`)));
    } catch (error) {
      body.replaceChildren(el("p", { class: "wrong", role: "alert", text: error.message }));
    }
  };
  days.addEventListener("input", look);
  await look();
}
