// Plays the card that is on screen: the window chosen for the viewer, over and over; and measures how long it
// was seen (on screen, page visible, nothing in front) and watched (seen, and the film running).

import { load } from "./cards.js";
import { Clock } from "./dwell.js";
import { calm } from "./dom.js";
import { flush, note } from "./outbox.js";

const SEEN_S = 1;
const SKIPPED_S = 2;
const LEAST_S = 0.3;

const KEY = "generec-sound";
const remembered = () => { try { return localStorage.getItem(KEY) === "on"; } catch { return false; } };

/** Whether the viewer wants sound. Browsers play it only after the page was touched. */
export const sound = {
  on: false,
  wanted: remembered(),
  set(on) {
    this.on = this.wanted = on;
    try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* no storage */ }
  },
};

/** The window that plays: the one chosen, or the whole. */
function windowOf(shown, video) {
  const end = video.duration || shown.duration_s || 0;
  if (shown.whole || !shown.clip) return [0, end];
  return [shown.clip[0], Math.min(shown.clip[1], end || shown.clip[1])];
}

export class Player {
  constructor(user) {
    this.user = user;
    this.card = null;
    this.seen = new Clock();
    this.watched = new Clock();
    requestAnimationFrame(() => this.tick());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.rest() : this.resume()));
    addEventListener("pagehide", () => this.rest());
    for (const event of ["playing", "pause", "waiting", "seeking", "seeked", "ended", "close", "toggle"])
      document.addEventListener(event, () => this.sync(), true);
  }

  get video() {
    return this.card?.querySelector("video.main") ?? null;
  }

  /** Make a card the one that plays (or none). */
  show(card) {
    if (card === this.card) return;
    const down = card && this.card && this.card.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (this.card) this.leave(down);
    this.card = card;
    this.seen = new Clock();
    this.watched = new Clock();
    if (card?.shown) this.play(card);
    this.sync();
  }

  /** Let the clocks run or stand, as things are now. */
  sync() {
    const shown = this.card?.shown;
    const visible = Boolean(shown) && !document.hidden && !document.querySelector("dialog[open]");
    const video = this.video;
    this.seen.run(visible);
    this.watched.run(visible && (!video || (!video.paused && !video.ended && video.readyState >= 2)));
    clearTimeout(this.seeing);
    if (!visible || shown.seen) return;
    const left = SEEN_S - this.seen.seconds;
    if (left > 0) this.seeing = setTimeout(() => this.sync(), 1000 * left + 5);
    else {
      shown.seen = true;
      note(this.user(), shown, "impression");
    }
  }

  play(card, { asked = false } = {}) {
    const video = card.querySelector("video.main");
    if (!video) return;
    load(card, video);
    video.muted = !sound.on;
    const begin = () => {
      const [start, end] = windowOf(card.shown, video);
      if (video.currentTime < start - 0.05 || video.currentTime >= end) video.currentTime = start;
      if (card !== this.card) return;
      if (!calm() || asked) video.play().catch(() => card.classList.add("paused"));
      else card.classList.add("paused");
    };
    if (video.readyState >= 1) begin();
    else video.addEventListener("loadedmetadata", begin, { once: true });
  }

  toggle() {
    if (!this.video) return;
    if (this.video.paused) this.play(this.card, { asked: true });
    else this.video.pause();
  }

  leave(down) {
    const { shown } = this.card;
    this.video?.pause();
    if (!shown) return;
    this.report();
    if (shown.plays && shown.seen) note(this.user(), shown, "complete", { value: shown.plays });
    if (down && shown.seen && !shown.acted && shown.total < SKIPPED_S) note(this.user(), shown, "skip");
    shown.acted = true;
    shown.plays = 0;
  }

  /** Hand in the seconds watched so far. */
  report() {
    const shown = this.card?.shown;
    if (!shown) return;
    this.sync();
    const watched = this.watched.take();
    shown.total = (shown.total ?? 0) + watched;
    if (shown.seen && watched >= LEAST_S) note(this.user(), shown, "view", { value: watched });
  }

  rest() {
    this.report();
    const shown = this.card?.shown;
    if (shown?.plays && shown.seen) {
      note(this.user(), shown, "complete", { value: shown.plays });
      shown.plays = 0;
    }
    this.video?.pause();
    flush({ leaving: true });
  }

  resume() {
    if (this.card?.shown) this.play(this.card);
    this.sync();
  }

  /** Keep inside the window, and draw where it plays. */
  tick() {
    requestAnimationFrame(() => this.tick());
    const { card, video } = this;
    if (!card?.shown || !video) return;
    const [start, end] = windowOf(card.shown, video);
    if (end > start && (video.currentTime >= end - 0.03 || video.ended)) this.again(card, video, start);
    if (!video.seeking && video.currentTime < start - 0.3) video.currentTime = start;
    const length = video.duration || card.shown.duration_s;
    if (length) card.head?.style.setProperty("transform", `translateX(${(100 * start) / length}%) scaleX(${Math.max(0, video.currentTime - start) / length})`);
  }

  again(card, video, start) {
    if (video.seeking) return;
    if (!video.paused || video.ended) card.shown.plays = (card.shown.plays ?? 0) + 1;
    video.currentTime = start;
    if (video.ended && !calm()) video.play().catch(() => {});
  }
}
