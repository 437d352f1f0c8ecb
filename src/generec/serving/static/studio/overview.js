// How the server does: requests, waiting times, AI's share, budget, jobs, and what went wrong.

import { el, said } from "../dom.js";
import { call, itemLink, repeat } from "./call.js";
import { bars, percent } from "./plot.js";

const AGAIN_MS = 10_000;
const sum = (rows, name) => rows.reduce((total, row) => total + row[name], 0);
const ms = (s) => (s === null || s === undefined ? "–" : s < 1 ? `${Math.round(1000 * s)} ms` : `${s.toFixed(1)} s`);
const UNITS = { seconds: (v) => (v < 120 ? `${v.toFixed(v < 10 ? 1 : 0)} s` : v < 7200 ? `${(v / 60).toFixed(0)} min` : `${(v / 3600).toFixed(0)} h`), bytes: (v) => (v < 1e9 ? `${(v / 1e6).toFixed(1)} MB` : `${(v / 1e9).toFixed(0)} GB`), jobs: (v) => v.toLocaleString("en"), money: (v) => v.toFixed(2) };
const WHAT = { seconds: "Work", bytes: "Made", jobs: "Jobs", money: "Cost" };

const figure = (name, value, told, link) => el("div", { class: "figure" }, el("dt", { text: name }), el("dd", {}, link ? el("a", { href: link, text: value }) : value, told ? el("small", { text: told }) : null));

function budget(row) {
  const share = row.limit ? Math.min(1, row.used / row.limit) : 0;
  const told = UNITS[row.what];
  return el("li", {}, el("span", { text: WHAT[row.what] }), el("progress", { max: "1", value: String(share), "aria-label": `${WHAT[row.what]}: ${percent(share, 1)} used` }), el("span", { class: "soft", text: row.limit ? `${told(row.used)} of ${told(row.limit)}` : `${told(row.used)}, no limit` }));
}

function table(head, rows, empty) {
  if (!rows.length) return el("p", { class: "soft", text: empty });
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": head[0] }, el("table", {}, el("thead", {}, el("tr", {}, ...head.map((text) => el("th", { scope: "col", text })))), el("tbody", {}, ...rows)));
}

const cells = (first, ...rest) => el("tr", {}, el("th", { scope: "row" }, first), ...rest.map((text) => el("td", {}, text)));
const part = (title, ...inside) => el("section", {}, el("h2", { text: title }), ...inside);
const hour = (now, back) => new Date(1000 * (now - 3600 * back)).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });

function draw(told) {
  const { hours, routes, jobs } = told;
  const places = sum(hours, "places"), ai = sum(hours, "ai");
  const loop = routes.find((row) => row.route === "/v1/recommend");
  const failed = routes.reduce((n, row) => n + row.failed, 0), refused = routes.reduce((n, row) => n + row.refused, 0);
  const open = (jobs.states.queued ?? 0) + (jobs.states.running ?? 0);
  const live = Object.entries(told.items).filter(([name]) => name.endsWith(".live"));
  return [
    el("dl", { class: "figures" },
      figure("Feeds asked for", sum(hours, "requests").toLocaleString("en"), "in 24 hours"),
      figure("Shown unasked, made by AI", places ? percent(ai / places, 1) : "–", `of ${places.toLocaleString("en")} places; bound ${percent(told.ai_bound)}`),
      figure("A feed takes", ms(loop?.p95), loop ? `19 of 20 within; half within ${ms(loop.p50)}` : "none since the start"),
      figure("Waiting for you", String(told.reviews), told.reviews ? "held drafts" : "no held drafts", "#/review"),
      figure("Being made", String(open), `${jobs.states.done ?? 0} made in 24 hours`),
      figure("Errors", String(failed), `${refused} refused, since the start`)),
    el("section", { class: "wide" }, el("h2", { text: "What was shown, by the hour" }),
      bars(hours.map((row) => [row.places - row.ai, row.ai, row.asked]), { label: `Items shown in each of the last 24 hours: ${places} unasked, ${ai} of these made by AI, ${sum(hours, "asked")} asked for.`, titles: (n) => `${hour(told.now, hours.length - n)}: ${hours[n].requests} feeds for ${hours[n].viewers} viewers; ${hours[n].places} items, ${hours[n].ai} by AI, ${hours[n].asked} asked for` }),
      el("p", { class: "axis", "aria-hidden": "true" }, el("span", { text: hour(told.now, 24) }), el("span", { text: hour(told.now, 12) }), el("span", { text: "now" })),
      el("ul", { class: "legend" }, ...["people’s", "made by AI, unasked", "asked for and made"].map((text, n) => el("li", {}, el("i", { class: `layer-${n}` }), text)))),
    part("Budget, 24 hours", el("ul", { class: "budget" }, ...told.budget.map(budget))),
    part("The corpus", el("ul", { class: "budget" }, ...live.map(([name, n]) => el("li", { class: "plainly" }, el("span", { text: { found: "Found", edited: "Edited by AI", created: "Made by AI" }[name.split(".")[0]] }), el("b", { text: n.toLocaleString("en") }))))),
    el("section", { class: "wide" }, el("h2", { text: "Jobs" }), table(["Job", "State", "Took", "What came of it"], jobs.latest.map((job) => cells(el("code", { text: job.id.slice(0, 8) }), el("span", { class: `state is-${job.state}`, text: job.state }), job.seconds ? `${job.seconds.toFixed(1)} s` : "–", job.item ? el("a", { href: itemLink(job.item), text: job.item }) : said("span", job.error || job.progress || "–"))), "Nothing was made yet.")),
    el("section", { class: "wide" }, el("h2", { text: "Calls, since the server began" }), table(["Call", "Times", "Half within", "19 of 20 within", "Refused", "Failed"], routes.slice(0, 14).map((row) => cells(row.route === "other" ? "files of the pages, and what does not exist" : el("code", { text: row.route }), String(row.n), ms(row.p50), ms(row.p95), String(row.refused), el("span", { class: row.failed ? "bad" : "", text: String(row.failed) }))), "Nothing was called yet.")),
  ];
}

/** Put what is new in the place of what was, without taking the focus or a table's place away. */
function renew(body, nodes) {
  const stops = () => [...body.querySelectorAll("a, .scroll")];
  const focused = stops().indexOf(document.activeElement), places = stops().map((node) => node.scrollLeft);
  body.replaceChildren(...nodes);
  stops().forEach((node, n) => { node.scrollLeft = places[n] ?? 0; });
  stops()[focused]?.focus({ preventScroll: true });
}

/** The page; it is drawn anew every ten seconds while it is seen. */
export async function overview(page, { signal }) {
  const body = el("div", { class: "overview" });
  const when = el("p", { class: "soft when" });
  page.append(when, body);
  const look = async (asked = {}) => {
    const told = await call("/overview", asked);
    if (!getSelection().isCollapsed && body.contains(getSelection().anchorNode)) return;
    when.textContent = `As of ${new Date(1000 * told.now).toLocaleTimeString(undefined, { hour12: false })}, every ten seconds anew`;
    renew(body, draw(told));
  };
  repeat(() => look({ unasked: true }), AGAIN_MS, signal);
  await look();
}
