// The answer to a wish: how it was understood, as parts that can be taken out; what happens now; what is said back.

import { $, button, el, icon, said } from "./dom.js";
import { understood } from "./words.js";

const HEADS = { ask: "One question", refuse: "That is not done here" };

function chip({ kind, text, part }, amend) {
  const out = part ? el("button", { type: "button", class: "chip-out", "aria-label": `Take out: ${text}`, on: { click: () => amend({ without: [part] }) } }, icon("close")) : null;
  return el("li", { class: `chip chip-${kind}` }, said("span", text), out);
}

/** For now, or from now on: two buttons of which one holds. */
function lasting(guidance, amend) {
  const pick = (text, value) => {
    const holds = guidance.lasting === value;
    return el("button", { type: "button", "aria-pressed": String(holds), text, on: { click: () => holds || amend({ lasting: value }) } });
  };
  return el("div", { class: "either", role: "group", "aria-label": "How long it holds" }, pick("For now", false), pick("Always", true));
}

function steps(trace) {
  const line = (step) => el("li", {}, el("b", { text: step.step }), said("span", step.did + (step.because ? ` — ${step.because}` : "")), el("small", { text: `${step.ms < 10 ? step.ms.toFixed(1) : Math.round(step.ms)} ms` }));
  return trace.map(line);
}

const ROUTES = { retrieve: ["found", "Found"], edit: ["edited", "Edited"], create: ["created", "Made"] };

/** What happens now, in one line. */
function happening(feed) {
  if (feed.reply.kind !== "done") return [];
  const { route } = feed.guidance;
  const found = feed.items.filter((item) => item.origin === "found").length;
  const parts = [];
  if (feed.pending.length) parts.push([route === "edit" ? "edited" : "created", route === "edit" ? "Being edited" : "Being made"]);
  else if (route !== "retrieve" && feed.items[0]?.origin !== "found") parts.push(ROUTES[route]);
  if (found) parts.push(["found", `${found} found`]);
  return parts;
}

/** Show how the last wish was understood. `on` has amend, undo, choose and close. */
export function drawAnswer(feed, { words, corrected, undone, on }) {
  const box = $("answer");
  const { guidance, reply } = feed;
  const chips = understood(guidance);
  const speaks = Boolean(words || corrected);
  box.hidden = false;
  box.classList.toggle("quiet", !speaks);
  box.classList.remove("folded");
  box.classList.toggle("is-question", reply.kind !== "done");
  $("answer-head").textContent = HEADS[reply.kind] ?? (undone ? "Taken back" : "Understood");
  $("chips").replaceChildren(...(speaks ? chips.map((one) => chip(one, on.amend)) : []));
  $("happening").replaceChildren(...(speaks ? happening(feed) : []).map(([mark, text]) => el("li", {}, icon(mark), el("span", { text }))));
  $("reply").textContent = undone && !reply.text ? "It is as if you had not said it." : reply.text;
  $("reply").className = `reply reply-${reply.kind}`;
  $("choices").replaceChildren(...reply.choices.map((choice) => button(choice, () => on.choose(choice), { shape: "pick", dir: "auto" })));
  const stands = speaks && reply.kind === "done" && chips.length > 1 && guidance.route !== "create";
  $("answer-acts").replaceChildren(...(stands ? [lasting(guidance, on.amend)] : []), ...(speaks && chips.length && !undone ? [button("Undo", on.undo, { mark: "undo", class: "ghost undo" })] : []));
  $("trace").replaceChildren(...steps(feed.trace));
}

/** Make room: the viewer went on. On a phone only the parts of the wish stay in sight. */
export const foldAnswer = () => $("answer").classList.add("folded");

/** What was being made is there, or will not come. */
export function drawEnded(text, made) {
  $("reply").textContent = text;
  const line = $("happening").firstElementChild;
  if (!line) return;
  if (made) line.replaceChildren(icon("check"), el("span", { text: made.origin === "edited" ? "Edited" : "Made" }));
  else line.remove();
}

/** While the wish is read and answered. */
export function drawAsking(text) {
  const box = $("answer");
  box.hidden = false;
  box.classList.remove("quiet", "is-question");
  $("answer-head").textContent = "Reading your wish …";
  for (const id of ["chips", "happening", "choices", "answer-acts", "trace"]) $(id).replaceChildren();
  $("reply").className = "reply reply-asked";
  $("reply").textContent = text ? `“${text}”` : "";
}

/** The wish came to nothing: why, and once more. */
export function drawFailed(message, again) {
  $("answer").classList.add("is-question");
  $("answer-head").textContent = "That did not work";
  $("reply").textContent = message;
  $("choices").replaceChildren(button("Try again", again, { shape: "pick" }));
}
