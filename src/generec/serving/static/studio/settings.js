// All settings, each with where its value comes from.

import { el, said } from "../dom.js";
import { call } from "./call.js";

const text = (value) => (value === null ? "not set" : typeof value === "string" ? value || "“”" : JSON.stringify(value));
const WHENCE = { default: "default", file: "file", environment: "environment", call: "call" };

function row(one) {
  const own = one.whence !== "default";
  return el("li", { class: own ? "is-own" : "" }, el("div", {}, el("code", { text: one.key.slice(one.key.indexOf(".") + 1) }), said("small", one.means)), el("div", { class: "value" }, said("b", text(one.value)), own && text(one.value) !== text(one.default) ? said("small", `default ${text(one.default)}`) : null), el("span", { class: `whence is-${one.whence}`, text: WHENCE[one.whence] }));
}

/** The page. */
export async function settings(page) {
  const told = await call("/settings");
  const words = el("input", { class: "field-line", type: "search", id: "filter", placeholder: "Search settings", "aria-label": "Search settings" });
  const own = el("input", { type: "checkbox", id: "own" });
  const list = el("div", { class: "sections" });
  const count = el("p", { class: "soft", role: "status" });
  const draw = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = told.settings.filter((one) => (!own.checked || one.whence !== "default") && wanted.every((word) => `${one.key} ${one.means}`.toLowerCase().includes(word)));
    const by = Map.groupBy ? Map.groupBy(found, (one) => one.key.split(".")[0]) : found.reduce((map, one) => map.set(one.key.split(".")[0], [...(map.get(one.key.split(".")[0]) ?? []), one]), new Map());
    count.textContent = `${found.length} of ${told.settings.length} settings; not at their default: ${told.settings.filter((one) => one.whence !== "default").length}`;
    list.replaceChildren(...[...by].map(([name, rows]) => el("details", { open: wanted.length > 0 || own.checked || rows.some((one) => one.whence !== "default") }, el("summary", {}, el("h2", { text: name }), el("span", { class: "soft", text: String(rows.length) })), el("ul", { class: "settings" }, ...rows.map(row)))));
  };
  for (const node of [words, own]) node.addEventListener("input", draw);
  page.append(el("p", { class: "lead" }, "A call beats the environment, the environment beats ", el("code", { text: told.file }), ", the file beats the default. Secrets are masked."), el("form", { class: "filters field", on: { submit: (event) => event.preventDefault() } }, words, el("label", { class: "choice" }, own, "Only what was set")), count, list);
  draw();
}
