// Plays the card that is on screen: the window chosen for the viewer, over and over, and how long it was watched.

import { note } from "./feedback.js";
import { calm } from "./dom.js";

const SEEN_MS = 1000;
const SKIPPED_S = 2;

export const sound = { on: false };

/** The window that plays: the one chosen, or the whole. */
export function windowOf(shown, video) {
  const end = video.duration || shown.duration_s || 0;
  if (shown.whole || !shown.clip) return [0, end];
  return [shown.clip[0], Math.min(shown.clip[1], end || shown.clip[1])];
}

export class Player {
  constructor(user) {
    this.user = user;
    this.card = null;
    this.watched = 0;
    this.last = 0;
    requestAnimationFrame((now) => this.tick(now));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.rest() : this.resume()));
    addEventListener("pagehide", () => this.rest());
  }

  /** Make a card the one that plays (or none). */
  show(card) {
    if (card === this.card) return;
    const down = card && this.card && this.card.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (this.card) this.leave(down);
    this.card = card;
    this.watched = 0;
    if (card?.shown) this.enter(card);
  }

  enter(card) {
    clearTimeout(this.seeing);
    if (!card.shown.seen)
      this.seeing = setTimeout(() => {
        if (this.card !== card || document.hidden) return;
        card.shown.seen = true;
        note(this.user(), card.shown, "impression");
      }, SEEN_MS);
    this.play(card);
  }

  play(card, { asked = false } = {}) {
    const video = card.querySelector("video.main");
    if (!video) return;
    video.preload = "auto";
    if (!video.src) video.src = card.shown.media;
    video.muted = !sound.on;
    const begin = () => {
      const [start, end] = windowOf(card.shown, video);
      if (video.currentTime < start - 0.05 || video.currentTime >= end) video.currentTime = start;
      if (!calm() || asked) video.play().catch(() => card.classList.add("paused"));
      else card.classList.add("paused");
    };
    if (video.readyState >= 1) begin();
    else video.addEventListener("loadedmetadata", begin, { once: true });
  }

  toggle() {
    const video = this.card?.querySelector("video.main");
    if (!video) return;
    if (video.paused) this.play(this.card, { asked: true });
    else video.pause();
  }

  leave(down) {
    const { shown } = this.card;
    this.card.querySelector("video.main")?.pause();
    if (!shown) return;
    this.report();
    if (down && shown.seen && !shown.acted && shown.total < SKIPPED_S) note(this.user(), shown, "skip");
    shown.acted = true;
  }

  /** Hand in the seconds watched so far. */
  report() {
    const shown = this.card?.shown;
    if (!shown) return;
    shown.total = (shown.total ?? 0) + this.watched;
    if (shown.seen && this.watched >= 0.3) note(this.user(), shown, "view", this.watched);
    this.watched = 0;
  }

  rest() {
    this.report();
    this.card?.querySelector("video.main")?.pause();
    this.onrest?.();
  }

  resume() {
    if (this.card?.shown) this.enter(this.card);
  }

  tick(now) {
    requestAnimationFrame((then) => this.tick(then));
    const passed = Math.min(0.25, (now - this.last) / 1000);
    this.last = now;
    const { card } = this;
    if (!card?.shown || document.hidden || document.querySelector("dialog[open]")) return;
    const video = card.querySelector("video.main");
    if (!video) {
      this.watched += passed;
      return;
    }
    const [start, end] = windowOf(card.shown, video);
    if (!video.paused) this.watched += passed;
    if (end > start && (video.currentTime >= end - 0.03 || video.ended)) this.again(card, video, start);
    if (!video.seeking && video.currentTime < start - 0.3) video.currentTime = start;
    const length = video.duration || card.shown.duration_s;
    if (length) card.head?.style.setProperty("left", `${(100 * video.currentTime) / length}%`);
  }

  again(card, video, start) {
    if (!card.shown.completed && !video.paused) {
      card.shown.completed = true;
      note(this.user(), card.shown, "complete");
    }
    video.currentTime = start;
    if (video.ended && !calm()) video.play().catch(() => {});
  }
}
