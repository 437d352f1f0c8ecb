// What the viewer does with a card: by its buttons, its menu, or a key.

import { api, itemPath } from "./api.js";
import { restage } from "./cards.js";
import { $, toast } from "./dom.js";
import { openOrigin } from "./origin.js";
import { flush, note } from "./outbox.js";
import { sound } from "./player.js";
import { openMenu, openReasons, openReport, openWhy, share } from "./telling.js";

/** The acts on cards; `user` and `trace` tell how things are now. */
export function actsOn({ deck, player, user, trace }) {
  const on = {
    tap: () => player.toggle(),
    like(node) {
      if (node.shown.liked) return toast("You like this already.");
      node.shown.liked = node.shown.acted = true;
      node.querySelector(".act-like").setAttribute("aria-pressed", "true");
      note(user(), node.shown, "like");
      flush();
    },
    no(node) {
      if (!node.shown.refused) note(user(), node.shown, "dislike");
      node.shown.refused = node.shown.acted = true;
      node.classList.add("refused");
      flush();
      toast("Noted: less like this.", "Say why", () => openReasons(node.shown, { user: user() }));
      deck.step(1);
    },
    skip(node) {
      if (!node.shown.acted) note(user(), node.shown, "skip");
      node.shown.acted = true;
      deck.step(1);
    },
    share: (node) => share(node.shown, user()),
    info: (node) => openOrigin(node.shown, { user: user(), original: (number) => on.original(node, true, number) }),
    why: (node) => openWhy(node.shown, { user: user(), trace: trace() }),
    report: (node) =>
      openReport(node.shown, {
        user: user(),
        done() {
          node.shown.refused = node.shown.acted = true;
          node.classList.add("refused");
          toast("Thank you. It was reported, and you will see less like it.");
          if (node === deck.current) deck.step(1);
        },
      }),
    more: (node) =>
      openMenu(node.shown, [
        ["why", "Why this?", () => on.why(node)],
        [node.shown.origin === "found" ? "found" : node.shown.origin, "Where it comes from", () => on.info(node)],
        ...(node.made || node.shown.parents?.length ? [["original", node.made ? "Show what was made" : "Show the original", () => on.original(node)]] : []),
        ...(node.shown.clip ? [["whole", node.shown.whole ? "Play the chosen part" : "Play the whole", () => on.whole(node)]] : []),
        ["no", "Not for me, and why", () => { on.no(node); openReasons(node.shown, { user: user() }); }],
        ["report", "Report", () => on.report(node)],
      ]),
    sound() {
      sound.set(!sound.on);
      drawSound();
      if (player.video) player.video.muted = !sound.on;
    },
    whole(node) {
      node.shown.whole = !node.shown.whole;
      node.classList.toggle("whole", node.shown.whole);
      if (node.shown.whole && player.video) player.video.currentTime = 0;
    },
    original: (node, always = false, number = 0) => original(node, always, number),
    source: (node, number) => original(node, true, number),
    again(node) {
      const video = node.querySelector("video.main");
      node.classList.remove("broken");
      if (video) video.load();
      if (node === player.card) player.play(node);
    },
  };

  async function original(node, always, number) {
    if (node.made && !always) {
      restage(node, node.made, on);
      Object.assign(node, { shown: node.made, made: null });
    } else if (!node.made) {
      try {
        const parent = await api(itemPath(node.shown.parents[number], user()));
        player.report();
        node.made = node.shown;
        node.shown = { ...parent, seen: true, acted: true };
        restage(node, node.shown, on);
      } catch (error) {
        toast(error.message);
        return;
      }
    }
    node.querySelector(".act-original")?.setAttribute("aria-pressed", String(Boolean(node.made)));
    node.classList.toggle("originally", Boolean(node.made));
    if (node === player.card) player.play(node);
    player.sync();
  }

  return on;
}

/** Show on every card whether there is sound. */
export function drawSound() {
  document.body.classList.toggle("sounding", sound.on);
  for (const button of $("feed").querySelectorAll(".act-mute")) {
    button.setAttribute("aria-pressed", String(sound.on));
  }
}

const KEYS = {
  ArrowDown: ({ deck }) => deck.step(1),
  ArrowUp: ({ deck }) => deck.step(-1),
  PageDown: ({ deck }) => deck.step(1),
  PageUp: ({ deck }) => deck.step(-1),
  j: ({ deck }) => deck.step(1),
  k: ({ deck }) => deck.step(-1),
  l: ({ on }, node) => on.like(node),
  d: ({ on }, node) => on.no(node),
  s: ({ on }, node) => on.share(node),
  m: ({ on }) => on.sound(),
  i: ({ on }, node) => on.info(node),
  w: ({ on }, node) => on.why(node),
  o: ({ on }, node) => (node.made || node.shown.parents?.length) && on.original(node),
  " ": ({ on }) => on.tap(),
  "/": ({ say }) => say(),
};

/** Let keys do what buttons do, where nobody types and no sheet is open. */
export function keysFor(parts) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select") || (event.key === " " && event.target.closest("button, summary, a"))) return;
    if (event.target.closest(".words") && event.target.scrollHeight > event.target.clientHeight && /^(Arrow|Page| )/.test(event.key)) return;
    const run = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const node = parts.deck.current ?? parts.deck.cards[0];
    if (!run || (run.length > 1 && !node?.shown)) return;
    event.preventDefault();
    run(parts, node);
  });
}
