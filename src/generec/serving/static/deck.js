// The cards one below the other: which is on screen, what comes next, moving between them.

import { dress, load } from "./cards.js";
import { calm } from "./dom.js";

const AHEAD = 3;

export class Deck {
  /** `settled` is called with the card on screen (or null), `near` when few cards are left below it. */
  constructor(feed, { settled, near }) {
    Object.assign(this, { feed, settled, near });
    this.current = null;
    this.ratio = new Map();
    // Where the room changes (a strip opens, a phone is turned), what is on screen stays so.
    new ResizeObserver(() => this.current?.scrollIntoView({ behavior: "instant", block: "start" })).observe(feed);
    this.watcher = new IntersectionObserver((seen) => this.look(seen), { root: feed, threshold: [0, 0.25, 0.5, 0.75, 1] });
  }

  get cards() {
    return [...this.feed.querySelectorAll(":scope > .card")];
  }

  look(seen) {
    for (const entry of seen) this.ratio.set(entry.target, entry.isIntersecting ? entry.intersectionRatio : 0);
    const best = this.cards.reduce((a, b) => ((this.ratio.get(b) ?? 0) > (this.ratio.get(a) ?? 0) ? b : a), null);
    this.settle(best && (this.ratio.get(best) ?? 0) >= 0.5 ? best : null);
  }

  settle(node) {
    const moved = node !== this.current;
    const focused = this.current?.contains(document.activeElement);
    this.current = node;
    const all = this.cards;
    for (const one of all) {
      one.classList.toggle("current", one === node);
      // Only the buttons of the card on screen are on the way of the Tab key.
      for (const inside of one.querySelectorAll("button, .words")) inside.tabIndex = one === node ? 0 : -1;
    }
    if (moved && focused && node) node.focus({ preventScroll: true });
    this.settled(node);
    const at = all.indexOf(node);
    if (at < 0) return;
    all.slice(Math.max(0, at - 1), at + 3).forEach((near) => dress(near));
    once(node.querySelector("video.main"), () => {
      if (node === this.current) all.slice(at + 1, at + 3).forEach((next, distance) => preload(next, distance ? "metadata" : "auto"));
    });
    if (all.length - at <= AHEAD) this.near();
  }

  add(nodes, { after } = {}) {
    let last = after;
    for (const node of nodes) {
      if (last) last.after(node);
      else this.feed.append(node);
      if (after) last = node;
      this.watcher.observe(node);
    }
    this.number();
  }

  /** A card before all others, which is shown at once. */
  first(node) {
    this.feed.prepend(node);
    this.watcher.observe(node);
    this.feed.scrollTop = 0;
    this.number();
  }

  drop(node) {
    this.watcher.unobserve(node);
    this.ratio.delete(node);
    for (const video of node.querySelectorAll("video")) {
      video.pause();
      video.removeAttribute("src");
      video.load();
    }
    node.remove();
  }

  /** New cards from the top. `keep` stays where it is, the first of them, and is not disturbed. */
  renew(nodes, { keep = null } = {}) {
    for (const node of this.cards) if (node !== keep) this.drop(node);
    if (!keep) this.settle(null);
    this.add(nodes);
    this.feed.scrollTop = 0;
  }

  number() {
    this.cards.filter((node) => node.shown).forEach((node, at) => {
      node.setAttribute("aria-posinset", String(at + 1));
      node.setAttribute("aria-setsize", "-1");
    });
  }

  go(node) {
    node?.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
  }

  step(by) {
    const all = this.cards;
    const at = Math.max(0, all.indexOf(this.current));
    this.go(all[Math.max(0, Math.min(all.length - 1, at + by))]);
  }
}

/** Fetch what comes next: the film from its beginning, or the picture. Not where data is to be saved. */
function preload(node, how) {
  if (navigator.connection?.saveData || !node.shown) return;
  const video = node.querySelector("video.main");
  const image = node.querySelector("img.main");
  if (image) image.loading = "eager";
  if (!video || video.preload === "auto") return;
  load(node, video, how);
}

/** Run `next` as soon as a film has enough to play through: until then the line is its own. */
function once(video, next) {
  if (!video || video.readyState === HTMLMediaElement.HAVE_ENOUGH_DATA || video.error) return next();
  for (const event of ["canplaythrough", "error"]) video.addEventListener(event, next, { once: true });
}
