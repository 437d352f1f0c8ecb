// The say box: words typed or spoken, about what is on screen.

import { $, button, el, icon, toast } from "./dom.js";
import { canListen, hear } from "./speech.js";

let stop = null;

function listening(on) {
  $("mic").setAttribute("aria-pressed", String(on));
  $("mic").classList.toggle("hears", on);
  $("mic-told").hidden = !on;
}

function speak(wish) {
  if (stop) {
    stop();
    return;
  }
  const before = $("words").value;
  let last = "";
  try {
    stop = hear({
      heard(text) {
        last = text;
        $("words").value = text;
      },
      ended(problem) {
        stop = null;
        listening(false);
        if (problem) toast(problem);
        if (last && !problem) wish(last);
        else if (!last) $("words").value = before;
      },
    });
    listening(true);
  } catch {
    stop = null;
    toast("Speech input did not work.");
  }
}

/** Make the box work; `wish` is called with what was said, `leave` when the viewer turns away from it. */
export function openSay({ wish, leave }) {
  $("say").addEventListener("submit", (event) => { event.preventDefault(); wish($("words").value); });
  $("words").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); wish($("words").value); }
    if (event.key === "Escape") { leave(); $("words").blur(); }
  });
  $("mic").hidden = !canListen;
  $("mic").addEventListener("click", () => speak(wish));
}

/** Example wishes, to be said with a tap. */
export function drawWishes(wishes, wish) {
  $("wishes").replaceChildren(...wishes.map((text) => button(text, () => wish(text), { shape: "pick", dir: "auto" })));
}

/** Tell what the words would be about. */
export function drawAbout(shown) {
  $("about-item").replaceChildren(...(shown?.title ? [icon("play"), el("span", { text: "On screen:" }), el("b", { dir: "auto", text: shown.title })] : []));
}

/** Whether the viewer is in the middle of saying something. */
export const speaking = () => stop !== null || (document.activeElement === $("words") && $("words").value !== $("words").dataset.said);
