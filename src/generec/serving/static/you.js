// The viewer's own page: what is believed of them, what they said for good, switches, and their data.

import { api, opened, userPath } from "./api.js";
import { $, button, el, icon, said, seconds, toast } from "./dom.js";
import { empty } from "./outbox.js";
import { closeSheet, openSheet } from "./sheet.js";
import { aboutViewer, heard, setViewer, tell } from "./viewer.js";
import { standing } from "./words.js";

const state = { user: null, about: null };
const SWITCHES = ["ai", "profiling", "minor"];

// what is believed

/** A bar from the middle: to the right what is liked, to the left what is not. */
function scale(weight, most) {
  const bar = el("i", { class: weight < 0 ? "less" : "" });
  const wide = (50 * Math.abs(weight)) / most;
  bar.style.left = `${weight < 0 ? 50 - wide : 50}%`;
  bar.style.width = `${wide}%`;
  const words = weight < 0 ? "liked less" : "liked";
  return el("span", { class: "scale", role: "img", "aria-label": `${words}, ${Math.round((100 * Math.abs(weight)) / most)} of 100` }, bar);
}

function bars(rows) {
  const most = Math.max(0.01, ...rows.map(([, weight]) => Math.abs(weight)));
  return rows.map(([name, weight]) => el("li", {}, said("span", name), scale(weight, most)));
}

const fact = (name, value, note) => el("div", { class: "fact" }, el("dt", { text: name }), el("dd", { text: value }, note ? el("small", { text: note }) : null));

function facts(about) {
  const out = [];
  if (about.length_s) out.push(fact("You stay with things of about", seconds(about.length_s)));
  const ai = about.likes_of_ai;
  const does = Math.abs(ai) < 0.05 ? ["as well", "as"] : [ai > 0 ? "better" : "worse", "than"];
  out.push(fact("With you, what AI made does", does[0], `${does[1]} what people made`));
  out.push(fact("You look", about.dissatisfaction > 0.5 ? "fed up" : about.dissatisfaction > 0.2 ? "a little bored" : "content", "by how often you skipped lately"));
  return out;
}

function drawBeliefs(about) {
  const topics = about.topics.filter((topic) => Math.abs(topic.weight) >= 0.005).map((topic) => [topic.topic, topic.weight]).sort((a, b) => b[1] - a[1]);
  const looks = Object.entries(about.looks ?? {}).filter(([, liking]) => Math.abs(liking) >= 0.005);
  if (!about.events || !about.profiling) {
    $("beliefs").replaceChildren(el("p", { class: "soft", text: about.profiling ? "Nothing yet. Watch, like or skip something, and it shows here." : "Profiling is off: nothing is believed of you." }));
    return;
  }
  $("beliefs").replaceChildren(
    el("ul", { class: "topics", "aria-label": "Topics" }, ...bars(topics)),
    el("p", { class: "ends", "aria-hidden": "true" }, el("span", { text: "liked less" }), el("span", { text: "liked" })),
    ...(looks.length ? [el("ul", { class: "topics", "aria-label": "Looks" }, el("h3", { text: "Looks" }), ...bars(looks))] : []),
    el("dl", { class: "facts" }, ...facts(about)),
  );
}

// what was said for good

function edit(line, wish) {
  const input = el("input", { type: "text", value: wish.words || standing(wish), maxlength: "500", dir: "auto", "aria-label": "What it should say", required: true });
  const wrong = el("p", { class: "wrong", role: "alert" });
  const form = el(
    "form",
    {
      on: {
        submit: async (event) => {
          event.preventDefault();
          try {
            draw(await setViewer(state.user, { change: { [wish.id]: input.value } }));
            toast("Changed.");
          } catch (error) {
            wrong.textContent = error.message;
            input.focus();
          }
        },
        keydown: (event) => event.key === "Escape" && draw(state.about),
      },
    },
    input,
    el("button", { type: "submit", class: "solid", text: "Keep" }),
    button("Cancel", () => draw(state.about)),
  );
  line.replaceChildren(form, wrong);
  input.focus();
}

function line(wish) {
  const text = standing(wish);
  const node = el("li", { data: { id: wish.id } });
  const when = new Date(wish.at * 1000).toLocaleDateString(undefined, { dateStyle: "medium" });
  const told = wish.words && wish.words !== text ? `“${wish.words}”, ${when}` : when;
  node.append(
    el("div", {}, said("b", text), said("small", told)),
    el("div", { class: "line-acts" }, button("Change", () => edit(node, wish), { "aria-label": `Change: ${text}` }), button("Forget", () => change({ forget: [wish.id] }, "Forgotten."), { "aria-label": `Forget: ${text}` })),
  );
  return node;
}

function drawStanding(about) {
  const nothing = el("li", { class: "empty", text: "Nothing. Say “never show me boats again” or “always short” in the feed, and it stands here." });
  $("standing").replaceChildren(...(about.wishes.length ? about.wishes.map(line) : [nothing]));
}

// all of it

function draw(about) {
  state.about = about;
  $("because").textContent = about.events ? `What is believed rests on ${about.because}.` : "Nothing is known of what you did here.";
  drawBeliefs(about);
  drawStanding(about);
  for (const name of SWITCHES) $(name).setAttribute("aria-checked", String(about[name]));
  $("parts").hidden = false;
  $("main").setAttribute("aria-busy", "false");
}

async function change(body, done) {
  try {
    draw(await setViewer(state.user, body));
    if (done) toast(done);
  } catch (error) {
    toast(error.message);
  }
}

const sentence = (text) => text[0].toUpperCase() + text.slice(1);

async function drawParameters() {
  const { parameters } = await api("/v1/parameters");
  // Several models that say the same are one reason to a viewer, with their weights together.
  const reasons = new Map();
  for (const { means, weight } of parameters) reasons.set(means, (reasons.get(means) ?? 0) + Number(weight || 0));
  const rows = [...reasons].sort((a, b) => b[1] - a[1]);
  const [weighed, rules] = [rows.filter(([, weight]) => weight > 0), rows.filter(([, weight]) => !(weight > 0))];
  const most = weighed[0]?.[1] ?? 1;
  $("parameters").replaceChildren(...weighed.map(([means, weight]) => {
    const share = el("i");
    share.style.width = `${(100 * weight) / most}%`;
    return el("li", {}, el("b", { text: sentence(means) }), el("span", { class: "share", role: "img", "aria-label": `weight ${weight.toFixed(2)}` }, share));
  }));
  $("rules").replaceChildren(...rules.map(([means]) => el("li", { text: sentence(means) })));
}

// the data

async function take() {
  try {
    const found = await api(userPath(state.user, "/export"));
    const file = URL.createObjectURL(new Blob([JSON.stringify(found, null, 2)], { type: "application/json" }));
    el("a", { href: file, download: `generec-${state.user.replace(/[^\w.-]+/g, "_")}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(file), 10000);
  } catch (error) {
    toast(error.message);
  }
}

async function erase() {
  try {
    await api(userPath(state.user), { method: "DELETE" });
    empty();
    tell(state.user, ["erased"]);
    closeSheet();
    draw(await aboutViewer(state.user));
    toast("Everything of you was erased.");
    $("main").querySelector("h1").focus();
  } catch (error) {
    closeSheet();
    toast(error.message);
  }
}

function askErase() {
  const keep = button("Keep it", closeSheet);
  openSheet(
    "Erase everything of you?",
    {},
    el("p", { text: "What you did and said here, your wishes and switches, and what was made for you alone go for good. What people made, and what was made for all, stays." }),
    el("div", { class: "sheet-acts" }, keep, button("Erase everything", erase, { shape: "danger" })),
  );
  keep.focus();
}

// the beginning

function failed(error) {
  const text = error.status === 401 ? "This page needs a viewer token: open it by the link that your site gives you." : error.message;
  $("because").textContent = text;
  $("main").setAttribute("aria-busy", "false");
  $("main").querySelector(".title").append(button("Try again", () => location.reload(), { shape: "solid", style: null }));
}

async function begin() {
  for (const node of document.querySelectorAll("[data-icon]")) node.prepend(icon(node.dataset.icon));
  $("main").querySelector("h1").tabIndex = -1;
  try {
    const page = await opened();
    const wanted = new URLSearchParams(location.search).get("viewer");
    state.user = (page.open ? wanted : null) ?? page.viewer ?? "guest";
    const name = page.viewers.find((viewer) => viewer.id === state.user)?.name;
    if (page.open) {
      $("main").querySelector("h1").textContent = name || state.user;
      for (const id of ["home", "back"]) $(id).href = `/?viewer=${encodeURIComponent(state.user)}`;
    }
    draw(await aboutViewer(state.user));
    await drawParameters();
    if (location.hash) document.querySelector(location.hash)?.scrollIntoView();
  } catch (error) {
    failed(error);
  }
}

for (const name of SWITCHES) $(name).addEventListener("click", () => change({ [name]: $(name).getAttribute("aria-checked") !== "true" }));
$("export").addEventListener("click", take);
$("erase").addEventListener("click", askErase);
heard(async (user, what) => {
  if (user === state.user && !what.includes("erased")) draw(await aboutViewer(user));
});
begin();
