// What is being made for the viewer: a small bar over the feed for each, and what comes of it.

import { api, listen } from "./api.js";
import { $, button, el, said, toast } from "./dom.js";

const STEPS = ["Waiting its turn", "Making it", "Checking and marking it"];

/** Which of the three steps a job is in. */
const stepOf = (told) => (told.state !== "running" ? 0 : told.progress === "checking" ? 2 : 1);

export class Making {
  /** `user` tells who watches; `place` puts a made item into the feed; `tell` says how it ended. */
  constructor({ user, place, tell }) {
    Object.assign(this, { user, place, tell });
    this.open = new Map();
    this.stop = null;
  }

  /** Follow a job that was begun by a request; `shown` is what it is made from, if anything. */
  follow(pending, { request, say, shown }) {
    const known = this.open.get(pending.job);
    if (known) {
      known.request = request;
      return;
    }
    const node = this.bar(pending, say, shown);
    this.open.set(pending.job, { node, request });
    $("making").append(node);
    this.listen();
  }

  bar(pending, say, shown) {
    const out = button("", () => this.cancel(pending.job), { shape: "round small", mark: "close", "aria-label": "Do not make it" });
    out.querySelector("span").remove();
    return el(
      "li",
      { class: "bar-made", data: { job: pending.job } },
      shown?.thumbnail ? el("img", { src: shown.thumbnail, alt: "", width: "36", height: "48" }) : el("i", { class: "spin", "aria-hidden": "true" }),
      el("div", {}, said("b", say || "What you asked for"), el("span", { class: "state", text: STEPS[0] }), el("progress", { max: "3", value: "0", "aria-label": "How far it is" })),
      out,
    );
  }

  async cancel(id) {
    try {
      await api(`/v1/jobs/${encodeURIComponent(id)}`, { method: "DELETE" });
      this.finish(id, null, "you stopped it");
    } catch (error) {
      toast(error.message);
    }
  }

  /** Stop what was begun for a request that was put right or taken back, but for what is still wanted. */
  let(request, wanted) {
    for (const [id] of [...this.open].filter(([job, { request: of }]) => of === request && !wanted.has(job))) {
      api(`/v1/jobs/${encodeURIComponent(id)}`, { method: "DELETE" }).catch(() => {});
      this.close(id);
    }
  }

  listen() {
    this.stop?.abort();
    if (!this.open.size) return;
    this.stop = new AbortController();
    listen(this.user(), () => [...this.open.keys()], (event, told) => this.heard(event, told), this.stop.signal);
  }

  heard(event, told) {
    const job = this.open.get(told.job);
    if (!job) return;
    if (event === "progress") this.progress(job, told);
    else if (event === "made") this.finish(told.job, told.item);
    else this.finish(told.job, null, told.error || "it could not be made");
  }

  progress(job, told) {
    const step = stepOf(told);
    const words = ["", "making", "checking"].includes(told.progress) ? STEPS[step] : told.progress;
    job.node.querySelector(".state").textContent = words[0].toUpperCase() + words.slice(1);
    job.node.querySelector("progress").value = step + 0.5;
  }

  close(id) {
    const job = this.open.get(id);
    this.open.delete(id);
    job?.node.remove();
    if (!this.open.size) this.stop?.abort();
    return job;
  }

  finish(id, item, why) {
    const job = this.close(id);
    if (!job) return;
    if (item) {
      this.place(job, { ...item, because: "you asked for it", request: job.request, fresh: true, cover_s: null, clip: null });
      this.tell(`Here it is: ${item.title || "what you asked for"}.`, item);
      return;
    }
    this.tell(`Not made: ${why}.`);
    toast(`Not made: ${why}.`);
  }

  /** Forget everything: somebody else is watching now. */
  clear() {
    this.stop?.abort();
    for (const { node } of this.open.values()) node.remove();
    this.open.clear();
  }
}
