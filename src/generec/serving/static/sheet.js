// A sheet in front of the page: one dialog for all that is told or asked about an item.

import { $, button, el } from "./dom.js";

/** Open the sheet with a title and content; what stood in it before goes. Returns the dialog. */
export function openSheet(title, { above, ...props } = {}, ...content) {
  const sheet = $("sheet");
  const close = button("Close", () => sheet.close(), { shape: "round", mark: "close", "aria-label": "Close" });
  close.querySelector("span").remove();
  const head = el("header", {}, el("div", { class: "sheet-title" }, above ?? null, el("h2", { id: "sheet-title", dir: "auto", text: title })), close);
  sheet.replaceChildren(head, el("div", { ...props, class: `sheet-body ${props.class ?? ""}` }, ...content));
  if (!sheet.open) sheet.showModal();
  sheet.scrollTop = 0;
  document.dispatchEvent(new Event("toggle"));
  return sheet;
}

export const closeSheet = () => $("sheet").close();

/** A part of a sheet under its own heading. */
export const part = (title, ...inside) => el("section", {}, el("h3", { text: title }), ...inside);

/** A line of facts; nothing where there is none. */
export const row = (name, value) => (value ? el("div", { class: "row" }, el("dt", { text: name }), el("dd", { dir: "auto", text: value })) : null);

$("sheet")?.addEventListener("click", (event) => { if (event.target === $("sheet")) closeSheet(); });
