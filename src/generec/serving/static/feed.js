// The feed page: asks for feeds, shows them, and brings in what is made.

import { api, itemPath } from "./api.js";
import { card, notice, restage, skeleton } from "./cards.js";
import { $, calm, toast } from "./dom.js";
import { flush, note } from "./feedback.js";
import { Jobs } from "./jobs.js";
import { Player, sound } from "./player.js";
import { drawProof, placeProof } from "./proof.js";
import { aboutViewer, drawAbout, drawAnswer, drawViewer, drawWishes, inOneLine, setViewer } from "./say.js";
import { openSheet } from "./sheet.js";

const K = 8;
const AHEAD = 3;
const state = { user: null, page: null, request: null, cursor: null, loading: false, wanted: 0, cover: null };
const feed = $("feed");
const player = new Player(() => state.user);
player.onrest = () => flush({ leaving: true });

const narrow = () => !matchMedia("(min-width: 860px)").matches;
const cards = () => [...feed.querySelectorAll(".card")];
const current = () => player.card ?? cards()[0];

// which card is on screen

const visible = new Map();
const watcher = new IntersectionObserver(
  (seen) => {
    for (const entry of seen) visible.set(entry.target, entry.isIntersecting ? entry.intersectionRatio : 0);
    const best = cards().reduce((a, b) => ((visible.get(b) ?? 0) > (visible.get(a) ?? 0) ? b : a), null);
    settle(best && (visible.get(best) ?? 0) >= 0.5 ? best : null);
  },
  { root: feed, threshold: [0, 0.25, 0.5, 0.75, 1] },
);

function settle(node) {
  player.show(node);
  for (const one of cards()) one.classList.toggle("current", one === node);
  drawAbout(node?.shown);
  const all = cards();
  const at = all.indexOf(node);
  const next = all[at + 1]?.querySelector("video.main");
  if (next && !next.src && all[at + 1].shown) {
    next.preload = "metadata";
    next.src = all[at + 1].shown.media;
  }
  if (at >= 0 && all.length - at <= AHEAD) more();
}

function place(nodes) {
  for (const node of nodes) {
    feed.append(node);
    watcher.observe(node);
  }
}

function clearFeed() {
  player.show(null);
  for (const node of cards()) {
    watcher.unobserve(node);
    node.remove();
  }
  visible.clear();
}

function go(node) {
  node?.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
}

function step(by) {
  const all = cards();
  go(all[Math.max(0, Math.min(all.length - 1, all.indexOf(current()) + by))]);
}

// asking

async function ask(body = {}) {
  const number = ++state.wanted;
  state.loading = true;
  feed.setAttribute("aria-busy", "true");
  if (!body.cursor) {
    clearFeed();
    place([skeleton()]);
    feed.scrollTop = 0;
  }
  try {
    const answer = await api("/v1/recommend", { method: "POST", body: { user: state.user, k: K, ...body } });
    if (number !== state.wanted) return;
    take(answer, body);
  } catch (error) {
    if (number !== state.wanted) return;
    if (body.cursor) toast(error.message, "Try again", () => more());
    else {
      clearFeed();
      place([notice({ title: "That did not work", text: error.message, action: "Try again", run: () => ask(body), kind: "error" })]);
    }
  } finally {
    if (number === state.wanted) {
      state.loading = false;
      feed.setAttribute("aria-busy", "false");
    }
  }
}

function take(answer, body) {
  const items = answer.items.map((item, position) => ({ ...item, request: answer.request, position }));
  state.cursor = answer.cursor;
  if (body.cursor) {
    place(items.map(draw));
    if (!items.length) end();
    return;
  }
  state.request = answer.request;
  clearFeed();
  drawAnswer(answer, { said: Boolean(body.say), choose: (say) => wish(say) });
  place(answer.pending.map((pending) => jobs.waiting(pending, { request: answer.request, say: body.say, cover: state.cover })));
  place(items.map(draw));
  if (!items.length && !answer.pending.length)
    place([notice({ title: "Nothing to show yet", text: "There is nothing here that may be shown to you. Bring something in with “generec ingest FOLDER”, or loosen what you asked for.", action: "Show everything", run: () => ask() })]);
  feed.scrollTop = 0;
  if (!body.say) return;
  go(cards()[0]);
  if (narrow()) toast([inOneLine(answer.guidance), answer.reply.text].filter(Boolean).join(". "));
}

function more() {
  if (state.loading || !state.cursor) return;
  ask({ cursor: state.cursor });
}

function end() {
  state.cursor = null;
  if (feed.querySelector(".card.end")) return;
  place([notice({ title: "That was all", text: "You have seen everything that suits this wish.", action: "Start again", run: () => ask(), kind: "end" })]);
}

function wish(text) {
  const words = text.trim();
  if (!words) return $("words").focus();
  $("words").value = words;
  flush();
  const shown = player.card?.shown;
  const screen = shown ?? cards().find((node) => node.shown)?.shown;
  document.body.classList.remove("side-open");
  state.cover = screen?.thumbnail;
  ask({ say: words, ...(screen ? { item: screen.id } : {}), ...(state.request ? { after: state.request } : {}) });
}

// what is made

const jobs = new Jobs({
  user: () => state.user,
  place(job, item) {
    const fresh = draw(item);
    const here = job.node === player.card;
    if (job.node.isConnected) job.node.replaceWith(fresh);
    else feed.insertBefore(fresh, cards()[0] ?? null);
    watcher.observe(fresh);
    if (here) go(fresh);
    else toast(`Ready: ${item.title || "what you asked for"}`, "Show", () => go(fresh));
  },
  tell(text) {
    $("reply").textContent = text;
  },
});

// what the viewer does

const on = {
  tap: () => player.toggle(),
  like(node) {
    const button = node.querySelector(".act-like");
    if (node.shown.liked) return;
    node.shown.liked = true;
    node.shown.acted = true;
    button.setAttribute("aria-pressed", "true");
    note(state.user, node.shown, "like");
    flush();
  },
  no(node) {
    if (!node.shown.refused) note(state.user, node.shown, "dislike");
    node.shown.refused = node.shown.acted = true;
    node.classList.add("refused");
    flush();
    toast("Noted: less like this.");
    step(1);
  },
  skip(node) {
    if (!node.shown.acted) note(state.user, node.shown, "skip");
    node.shown.acted = true;
    step(1);
  },
  info: (node) => openSheet(node.shown, { user: state.user, original: () => original(node, true) }),
  sound() {
    sound.on = !sound.on;
    document.body.classList.toggle("sounding", sound.on);
    for (const button of feed.querySelectorAll(".act-mute")) button.setAttribute("aria-pressed", String(sound.on));
    const video = player.card?.querySelector("video.main");
    if (video) video.muted = !sound.on;
  },
  whole(node) {
    node.shown.whole = !node.shown.whole;
    node.querySelector(".act-play").setAttribute("aria-pressed", String(node.shown.whole));
    node.classList.toggle("whole", node.shown.whole);
    const video = node.querySelector("video.main");
    if (node.shown.whole && video) video.currentTime = 0;
  },
  original: (node) => original(node),
  source: (node, number) => original(node, true, number),
};

async function original(node, always = false, number = 0) {
  const button = node.querySelector(".act-original");
  if (node.made && !always) {
    restage(node, node.made, on);
    Object.assign(node, { shown: node.made, made: null });
  } else if (!node.made) {
    try {
      const parent = await api(itemPath(node.shown.parents[number], state.user));
      node.made = node.shown;
      node.shown = { ...parent, seen: true, acted: true };
      restage(node, node.shown, on);
    } catch (error) {
      toast(error.message);
      return;
    }
  }
  button?.setAttribute("aria-pressed", String(Boolean(node.made)));
  node.classList.toggle("originally", Boolean(node.made));
  if (node === player.card) player.play(node);
}

const draw = (shown) => {
  const node = card(shown, on);
  if (sound.on) node.querySelector(".act-mute")?.setAttribute("aria-pressed", "true");
  return node;
};

const KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  j: () => step(1),
  k: () => step(-1),
  l: (node) => on.like(node),
  d: (node) => on.no(node),
  m: () => on.sound(),
  i: (node) => on.info(node),
  " ": () => player.toggle(),
  "/": () => { document.body.classList.add("side-open"); $("words").focus(); },
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, .words") || (event.key === " " && event.target.closest("button, summary"))) return;
  const run = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const node = current();
  if (!run || (run.length && !node?.shown)) return;
  event.preventDefault();
  run(node);
});

// the panel

function side(open) {
  document.body.classList.toggle("side-open", open);
  if (open) $("words").focus();
}

$("open-side").addEventListener("click", () => side(true));
$("close-side").addEventListener("click", () => side(false));
feed.addEventListener("click", (event) => { if (narrow() && document.body.classList.contains("side-open")) { event.preventDefault(); event.stopPropagation(); side(false); } }, true);
$("say").addEventListener("submit", (event) => { event.preventDefault(); wish($("words").value); });
$("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); wish($("words").value); }
  if (event.key === "Escape") { $("words").blur(); side(false); }
});

for (const [id, name] of [["no-ai", "ai"], ["not-profiled", "profiling"]])
  $(id).addEventListener("click", () => change({ [name]: $(id).getAttribute("aria-checked") === "true" }, true));

async function change(body, again = false) {
  try {
    drawViewer(await setViewer(state.user, body), { change });
    if (again) ask();
  } catch (error) {
    toast(error.message);
  }
}

$("known").addEventListener("toggle", () => $("known").open && learn());
const learn = () => aboutViewer(state.user).then((about) => drawViewer(about, { change }), (error) => toast(error.message));

// the beginning

function chooseViewer(user) {
  flush();
  state.user = user;
  state.request = state.cursor = null;
  jobs.clear();
  const found = state.page.viewers.find((viewer) => viewer.id === user);
  const name = found?.name || user;
  $("viewer-about").textContent = found?.about ?? "";
  $("watching-top").textContent = name;
  const query = new URLSearchParams(location.search);
  query.set("viewer", user);
  history.replaceState(null, "", `${location.pathname}?${query}`);
  learn();
  ask();
}

function drawViewers(page) {
  const wanted = new URLSearchParams(location.search).get("viewer");
  const viewers = [...page.viewers];
  const first = (page.open ? wanted : null) ?? page.viewer ?? "guest";
  if (!viewers.some((viewer) => viewer.id === first)) viewers.unshift({ id: first, name: "", about: "" });
  page.viewers = viewers;
  $("viewer").replaceChildren(...viewers.map((viewer) => new Option(viewer.name || viewer.id, viewer.id)));
  $("viewer").value = first;
  $("viewer-field").hidden = !page.open;
  return first;
}

const info = (item) => openSheet(item, { user: state.user, original: () => {} });

async function refresh() {
  state.page = { ...state.page, ...(await api("/page.json").then(({ compare, covers, progress, wishes }) => ({ compare, covers, progress, wishes }))) };
  drawProof(state.page, info);
  drawWishes(state.page.wishes, wish);
}

async function begin() {
  place([skeleton()]);
  try {
    state.page = await api("/page.json");
  } catch (error) {
    clearFeed();
    const text = error.status === 401 ? "This page needs a viewer token: open it by the link that your site gives you." : error.message;
    place([notice({ title: "The feed cannot be opened", text, action: "Try again", run: begin, kind: "error" })]);
    return;
  }
  placeProof();
  drawProof(state.page, info);
  drawWishes(state.page.wishes, wish);
  $("viewer").addEventListener("change", () => chooseViewer($("viewer").value));
  chooseViewer(drawViewers(state.page));
  const look = setInterval(() => (state.page.progress ? refresh().catch(() => {}) : clearInterval(look)), 2000);
}

begin();
