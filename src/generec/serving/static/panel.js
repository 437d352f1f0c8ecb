// The panel beside the feed (on a phone: a sheet from below): who watches, the switches, and where things stand.

import { $ } from "./dom.js";

const narrow = matchMedia("(max-width: 859.9px)");
const wide = matchMedia("(min-width: 1180px)");

export const isNarrow = () => narrow.matches;

/** Open or close the panel where it is a sheet. */
export function side(open) {
  document.body.classList.toggle("side-open", open);
  $("open-side").setAttribute("aria-expanded", String(open));
  arrange();
  if (open) $("words").focus();
  else if (narrow.matches && $("side").contains(document.activeElement)) $("open-side").focus();
}

/** On a phone the answer stands over the say bar, and what was done beside each other in the feed, not first. */
function arrange() {
  $(narrow.matches ? "strip" : "answer-place").append($("answer"));
  $("side").inert = narrow.matches && !document.body.classList.contains("side-open");
  const proof = $("proof");
  proof.setAttribute("role", wide.matches ? "complementary" : "article");
  if (wide.matches) document.querySelector(".app").append(proof);
  else {
    const cards = $("feed").querySelectorAll(":scope > .card");
    if (cards[1]) cards[1].after(proof);
    else $("feed").append(proof);
  }
}

export const placeParts = arrange;

/** Make the panel work. */
export function openPanel() {
  narrow.addEventListener("change", arrange);
  wide.addEventListener("change", arrange);
  $("open-side").addEventListener("click", () => side(true));
  $("close-side").addEventListener("click", () => side(false));
  $("veil").addEventListener("click", () => side(false));
  $("side").addEventListener("keydown", (event) => event.key === "Escape" && side(false));
  arrange();
}

/** The switches as they are. */
export function drawSwitches(about) {
  $("no-ai").setAttribute("aria-checked", String(!about.ai));
  $("not-profiled").setAttribute("aria-checked", String(!about.profiling));
}

/** Who may be watched as: on this machine anybody, elsewhere the one viewer there is. Returns who it is. */
export function drawViewers(page) {
  const wanted = new URLSearchParams(location.search).get("viewer");
  const first = (page.open ? wanted : null) ?? page.viewer ?? "guest";
  if (!page.viewers.some((viewer) => viewer.id === first)) page.viewers.unshift({ id: first, name: "", about: "" });
  $("viewer").replaceChildren(...page.viewers.map((viewer) => new Option(viewer.name || viewer.id, viewer.id)));
  $("viewer").value = first;
  $("viewer-field").hidden = !page.open;
  return first;
}

/** Tell who watches. */
export function drawViewer(page, user) {
  const found = page.viewers.find((viewer) => viewer.id === user);
  $("viewer-about").textContent = found?.about ?? "";
  for (const link of document.querySelectorAll("a.to-you")) {
    link.href = page.open ? `/you?viewer=${encodeURIComponent(user)}` : "/you";
    if (link.id === "you-top") link.title = found?.name || user;
  }
}

/** Say where the line is down, and that what is loaded goes on. */
export function watchLine(back) {
  const draw = () => {
    $("offline").hidden = navigator.onLine;
    if (navigator.onLine) back();
  };
  addEventListener("online", draw);
  addEventListener("offline", draw);
  $("offline").hidden = navigator.onLine;
}
