// The panel: what the viewer says, how it was understood, and the viewer's switches.

import { api } from "./api.js";
import { $, el, icon, seconds } from "./dom.js";
import { understood } from "./words.js";

const SIGNS = { more: "+", less: "−", route: "", edit: "", limit: "", lasting: "", refuse: "", ask: "" };

/** What was understood, in one line. */
export const inOneLine = (guidance) => understood(guidance).map(([kind, text]) => `${SIGNS[kind]}${SIGNS[kind] ? " " : ""}${text}`).join(" · ");

/** Show how the last wish was understood, what is said back, and how the feed came about. */
export function drawAnswer(feed, { said, choose }) {
  $("answer").hidden = false;
  $("answer").classList.toggle("quiet", !said);
  const chips = said ? understood(feed.guidance) : [];
  $("chips").replaceChildren(...chips.map(([kind, text]) => el("li", { class: `chip chip-${kind}` }, SIGNS[kind] ? el("span", { class: "sign", "aria-label": kind, text: SIGNS[kind] }) : null, el("span", { text }))));
  $("reply").textContent = feed.reply.text;
  $("reply").className = `reply reply-${feed.reply.kind}`;
  $("choices").replaceChildren(...feed.reply.choices.map((choice) => el("button", { type: "button", text: choice, on: { click: () => choose(choice) } })));
  $("trace").replaceChildren(
    ...feed.trace.map((step) => el("li", {}, el("b", { text: step.step }), el("span", { text: step.did + (step.because ? ` — ${step.because}` : "") }), el("small", { text: `${step.ms < 10 ? step.ms.toFixed(1) : Math.round(step.ms)} ms` }))),
  );
}

export function drawWishes(wishes, wish) {
  $("wishes").replaceChildren(...wishes.map((text) => el("button", { type: "button", text, on: { click: () => wish(text) } })));
}

/** The switches and what is known of the viewer. */
export function drawViewer(about, { change }) {
  $("no-ai").setAttribute("aria-checked", String(!about.ai));
  $("not-profiled").setAttribute("aria-checked", String(!about.profiling));
  const most = Math.max(0.01, ...about.topics.map((t) => Math.abs(t.weight)));
  const topics = about.topics.filter((t) => Math.abs(t.weight) >= 0.005).map((t) => {
    const bar = el("i", { class: t.weight < 0 ? "less" : "" });
    bar.style.width = `${(100 * Math.abs(t.weight)) / most}%`;
    return el("li", {}, el("span", { text: t.topic }), el("span", { class: "bar", "aria-label": t.weight < 0 ? "liked less" : "liked" }, bar));
  });
  const wishes = about.wishes.map((wish) =>
    el("li", {}, el("span", { text: clause(wish.clause) }), el("button", { type: "button", class: "ghost", text: "Forget", on: { click: () => change({ forget: [wish.id] }) } })),
  );
  $("known-inside").replaceChildren(
    el("p", { class: "soft", text: about.because }),
    topics.length ? el("ul", { class: "topics" }, ...topics) : "",
    about.length_s ? el("p", { class: "soft", text: `Usual length: ${seconds(about.length_s)}` }) : "",
    wishes.length ? el("h3", { text: "Standing wishes" }) : "",
    wishes.length ? el("ul", { class: "standing" }, ...wishes) : "",
  );
}

function clause(c) {
  return [...c.more.map((t) => `more ${t[0]}`), ...c.less.map((t) => `less ${t[0]}`), ...c.edits.map((e) => e.op.replaceAll("_", " "))].join(", ") || "a wish";
}

/** Tell what the words would be about. */
export function drawAbout(shown) {
  $("about-item").replaceChildren(...(shown?.title ? [icon("play"), el("span", { text: "On screen: " }), el("b", { text: shown.title })] : []));
}

export const setViewer = (user, body) => api(`/v1/users/${encodeURIComponent(user)}`, { method: "PATCH", body });
export const aboutViewer = (user) => api(`/v1/users/${encodeURIComponent(user)}`);
