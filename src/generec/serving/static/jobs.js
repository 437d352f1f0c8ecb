// What is being made for the viewer: its place in the feed, and what comes of it.

import { api, listen } from "./api.js";
import { making } from "./cards.js";
import { toast } from "./dom.js";

export class Jobs {
  /** `user` tells who watches; `place` puts a made item where its job stood; `tell` says how it ended. */
  constructor({ user, place, tell }) {
    Object.assign(this, { user, place, tell });
    this.open = new Map();
    this.stop = null;
  }

  /** The card of a job that was begun by a request. */
  waiting(pending, { request, say, cover }) {
    const node = making(pending.job, {
      title: say,
      cover,
      cancel: async () => {
        await api(`/v1/jobs/${encodeURIComponent(pending.job)}`, { method: "DELETE" }).catch((error) => toast(error.message));
        this.finish(pending.job, null, "You cancelled it.");
      },
    });
    this.open.set(pending.job, { node, request });
    this.follow();
    return node;
  }

  follow() {
    this.stop?.abort();
    if (!this.open.size) return;
    this.stop = new AbortController();
    listen(this.user(), () => [...this.open.keys()], (event, told) => this.heard(event, told), this.stop.signal);
  }

  heard(event, told) {
    const job = this.open.get(told.job);
    if (!job) return;
    if (event === "progress") job.node.querySelector(".state").textContent = told.progress || (told.state === "running" ? "making" : "waiting its turn");
    else if (event === "made") this.finish(told.job, told.item);
    else this.finish(told.job, null, told.error || "It could not be made.");
  }

  finish(id, item, why) {
    const job = this.open.get(id);
    if (!job) return;
    this.open.delete(id);
    if (!this.open.size) this.stop?.abort();
    if (item) {
      this.place(job, { ...item, because: "you asked for it", request: job.request, fresh: true, cover_s: null, clip: null });
      this.tell(`Here it is: ${item.title}.`);
      return;
    }
    job.node.remove();
    this.tell(`Not made: ${why}`);
    toast(`Not made: ${why}`);
  }

  /** Forget everything: somebody else is watching now. */
  clear() {
    this.stop?.abort();
    this.open.clear();
  }
}
