// The feed page: asks for feeds, shows them, and brings in what is made.

import { actsOn, drawSound, keysFor } from "./acts.js";
import { drawAnswer, drawAsking, drawEnded, drawFailed, foldAnswer } from "./answer.js";
import { api, itemPath, opened } from "./api.js";
import { card, notice, skeleton } from "./cards.js";
import { Deck } from "./deck.js";
import { $, icon, toast } from "./dom.js";
import { Making } from "./making.js";
import { openOrigin } from "./origin.js";
import { flush } from "./outbox.js";
import { drawSwitches, drawViewer, drawViewers, isNarrow, openPanel, placeParts, side, watchLine } from "./panel.js";
import { Player, sound } from "./player.js";
import { drawProof } from "./proof.js";
import { drawAbout, drawWishes, openSay, speaking } from "./say.js";
import { aboutViewer, heard, setViewer } from "./viewer.js";

const K = 8;
const state = { user: null, page: null, request: null, cursor: null, trace: [], loading: false, wanted: 0, said: "" };
const user = () => state.user;
const player = new Player(user);
const deck = new Deck($("feed"), {
  settled(node) {
    if (player.card?.shown && node?.shown && node !== player.card && !node.shown.fresh) foldAnswer();
    player.show(node);
    drawAbout(node?.shown);
  },
  near: () => more(),
});
const on = actsOn({ deck, player, user, trace: () => state.trace });

const draw = (shown) => {
  const node = card(shown, on);
  if (sound.on) node.querySelector(".act-mute")?.setAttribute("aria-pressed", "true");
  return node;
};

function show(nodes, keep = null) {
  deck.renew(nodes, { keep });
  placeParts();
  $("feed").scrollTop = 0;
}

// asking

/** Ask for a feed. `said` are the viewer's words and `correct` what is put right of the wish before: what is on screen stays until the answer is there. */
async function ask(body = {}, { said = "", correct = null } = {}) {
  const number = ++state.wanted;
  const wish = Boolean(said || correct);
  state.loading = true;
  $("feed").setAttribute("aria-busy", "true");
  document.body.classList.toggle("asking", wish);
  if (!body.cursor && !wish) show([skeleton()]);
  try {
    const call = { user: state.user, k: K, ...(said ? { say: said } : {}), ...(correct ? { amend: correct } : {}), ...body };
    const answer = await api("/v1/recommend", { method: "POST", body: call });
    if (number === state.wanted) take(answer, body, { said, correct });
  } catch (error) {
    if (number === state.wanted) failed(error, body, { said, correct });
  } finally {
    if (number === state.wanted) {
      state.loading = false;
      $("feed").setAttribute("aria-busy", "false");
      document.body.classList.remove("asking");
    }
  }
}

function failed(error, body, told) {
  const again = () => ask(body, told);
  if (told.said || told.correct) drawFailed(error.message, again);
  else if (body.cursor) toast(error.message, "Try again", again);
  else {
    state.cursor = null;
    show([notice({ title: "That did not work", text: error.message, action: "Try again", run: again, kind: "error", mark: "warn" })]);
  }
}

function take(answer, body, { said, correct }) {
  const items = answer.items.map((item, position) => ({ ...item, request: answer.request, position }));
  if (body.cursor) {
    state.cursor = answer.cursor;
    deck.add(items.map(draw));
    if (!items.length) end();
    return;
  }
  const wish = Boolean(said || correct);
  const undone = Boolean(correct?.without?.includes("all"));
  const before = state.request;
  state.request = answer.request;
  drawAnswer(answer, { words: said, corrected: Boolean(correct), undone, on: { amend: put, undo: () => put({ without: ["all"] }), choose: wished } });
  if (correct) making.let(before, new Set(answer.pending.map((pending) => pending.job)));
  // A question or a refusal changes nothing: the viewer goes on where they are.
  if (wish && answer.reply.kind !== "done" && deck.cards.some((node) => node.shown)) return;
  state.cursor = answer.cursor;
  state.trace = answer.trace;
  const screen = deck.current?.shown ? deck.current : null;
  const keep = answer.pending.length ? screen : null;
  show(items.filter((item) => item.id !== keep?.shown.id).map(draw), keep);
  for (const pending of answer.pending) making.follow(pending, { request: answer.request, say: said || state.said, shown: answer.guidance.route === "edit" ? screen?.shown : null });
  if (!items.length && !keep) show([nothing(wish, answer)]);
}

function nothing(wish, answer) {
  if (answer.pending.length) return notice({ title: "It is being made", text: "It comes here as soon as it was made, checked and marked.", mark: "created" });
  if (wish) return notice({ title: "Nothing fits that", text: "Nothing here is like what you asked for. Take a part of your wish out, or see everything.", action: "Show everything", run: () => ask(), mark: "found" });
  return notice({ title: "Nothing to show yet", text: "There is nothing here that may be shown to you. Bring something in with “generec ingest FOLDER”, or loosen what you asked for.", action: "Look again", run: () => ask(), mark: "found" });
}

function more() {
  if (state.loading || !state.cursor) return;
  ask({ cursor: state.cursor });
}

function end() {
  state.cursor = null;
  if ($("feed").querySelector(".card.end")) return;
  deck.add([notice({ title: "That was all", text: "You have seen everything that suits you here.", action: "Start again", run: () => ask(), kind: "end", mark: "check" })]);
}

// wishes

function wished(text) {
  const words = text.trim();
  if (!words) return $("words").focus();
  $("words").value = words;
  $("words").dataset.said = state.said = words;
  flush();
  const screen = deck.current?.shown ?? deck.cards.find((node) => node.shown)?.shown;
  if (isNarrow()) side(false);
  drawAsking(words);
  ask({ ...(screen ? { item: screen.id } : {}), ...(state.request ? { after: state.request } : {}) }, { said: words });
}

/** Put right what was understood of the last wish. */
function put(correct) {
  ask({ after: state.request }, { correct });
}

const making = new Making({
  user,
  place(job, item) {
    const fresh = draw(item);
    const here = deck.current;
    if (here?.classList.contains("notice")) show([fresh]);
    else deck.add([fresh], { after: here ?? deck.cards[0] ?? null });
    const busy = speaking() || document.querySelector("dialog[open]") || document.body.classList.contains("side-open");
    const stayed = deck.cards.indexOf(here) <= 0;
    if (stayed && !busy) deck.go(fresh);
    else toast(`Ready: ${item.title || "what you asked for"}`, "Show", () => deck.go(fresh));
  },
  tell: drawEnded,
});

// the viewer

async function change(body) {
  try {
    drawSwitches(await setViewer(state.user, body));
    ask();
  } catch (error) {
    toast(error.message);
  }
}

const learn = () => aboutViewer(state.user).then(drawSwitches, (error) => toast(error.message));

function chooseViewer(id) {
  flush();
  state.user = id;
  state.request = state.cursor = null;
  making.clear();
  $("answer").hidden = true;
  drawViewer(state.page, id);
  if (state.page.open) {
    const query = new URLSearchParams(location.search);
    query.set("viewer", id);
    query.delete("item");
    history.replaceState(null, "", `${location.pathname}?${query}`);
  }
  learn();
  return ask();
}

/** What a shared link names comes first. */
async function linked(id) {
  try {
    const item = await api(itemPath(id, state.user));
    const node = draw({ ...item, because: "you opened a link to it", cover_s: null, clip: null });
    for (const one of deck.cards.filter((other) => other.shown?.id === id || !other.shown)) deck.drop(one);
    deck.first(node);
  } catch (error) {
    toast(error.status === 404 || error.status === 410 ? "What the link names is not here any more." : error.message);
  }
}

// the beginning

async function refresh() {
  const { compare, covers, progress, wishes } = await api("/page.json");
  Object.assign(state.page, { compare, covers, progress, wishes });
  drawStart();
}

function drawStart() {
  drawProof(state.page, (item) => openOrigin(item, { user: state.user, original: () => {} }));
  drawWishes(state.page.wishes, wished);
}

async function begin() {
  show([skeleton()]);
  try {
    state.page = await opened();
  } catch (error) {
    const text = error.status === 401 ? "This page needs a viewer token: open it by the link that your site gives you." : error.message;
    show([notice({ title: "The feed cannot be opened", text, action: "Try again", run: begin, kind: "error", mark: "warn" })]);
    return;
  }
  drawStart();
  const item = new URLSearchParams(location.search).get("item");
  await chooseViewer(drawViewers(state.page));
  if (item) await linked(item);
  const look = setInterval(() => (state.page.progress ? refresh().catch(() => {}) : clearInterval(look)), 2000);
}

for (const node of document.querySelectorAll("[data-icon]")) node.prepend(icon(node.dataset.icon));
openPanel();
openSay({ wish: wished, leave: () => side(false) });
keysFor({ deck, on, say: () => (isNarrow() ? side(true) : $("words").focus()) });
watchLine(() => {
  if (deck.cards.length && !deck.cards.some((node) => node.shown)) ask();
});
heard((id, what) => {
  if (id !== state.user) return;
  if (what.includes("erased")) location.reload();
  else learn().then(() => (what.includes("ai") || what.includes("profiling") ? ask() : null));
});
for (const [id, name] of [["no-ai", "ai"], ["not-profiled", "profiling"]])
  $(id).addEventListener("click", () => change({ [name]: $(id).getAttribute("aria-checked") === "true" }));
$("viewer").addEventListener("change", () => chooseViewer($("viewer").value));
$("answer-close").addEventListener("click", () => { $("answer").hidden = true; });
$("prev").addEventListener("click", () => deck.step(-1));
$("next").addEventListener("click", () => deck.step(1));
addEventListener("pointerdown", () => { if (sound.wanted && !sound.on) on.sound(); drawSound(); }, { once: true });
begin();
