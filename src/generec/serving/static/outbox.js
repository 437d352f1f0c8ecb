// What the viewer does, sent in batches. Each act has an id of its own, so that a retry counts once, and
// lies in the browser's storage under that id until the server has it: a closed tab or a dead line loses nothing.

import { api } from "./api.js";

const PREFIX = "generec-act:";
const EVERY_MS = 4000;
const MOST = 100;
const KEPT = 1000;
const OLD_S = 7 * 86400;
const held = new Map();
const underWay = new Set();
let restUntil = 0;
let pause = 1000;
let sending = false;

export const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

const stored = {
  put(id, act) {
    held.set(id, act);
    try { localStorage.setItem(PREFIX + id, JSON.stringify(act)); } catch { /* no storage: it lives as long as the page */ }
  },
  drop(id) {
    held.delete(id);
    try { localStorage.removeItem(PREFIX + id); } catch { /* no storage */ }
  },
  all() {
    const found = new Map(held);
    try {
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)))
        found.set(key.slice(PREFIX.length), JSON.parse(localStorage.getItem(key)));
    } catch { /* no storage, or another tab was quicker */ }
    return [...found.values()].filter(Boolean).sort((a, b) => a.at - b.at);
  },
};

/** Note an act of `user` towards the item on a card. */
export function note(user, shown, kind, { value, text } = {}) {
  const id = fresh();
  stored.put(id, {
    id,
    user,
    item: shown.id,
    kind,
    at: Date.now() / 1000,
    ...(value === undefined ? {} : { value: Math.round(value * 100) / 100 }),
    ...(text ? { text } : {}),
    ...(shown.request ? { request: shown.request } : {}),
    ...(shown.position === undefined ? {} : { position: shown.position }),
  });
}

/** How many acts the server has not got yet. */
export const waiting = () => stored.all().length;

/** Forget what was not sent: somebody wants nothing of them to be kept. */
export const empty = () => stored.all().forEach((act) => stored.drop(act.id));

function next() {
  const old = Date.now() / 1000 - OLD_S;
  const all = stored.all();
  all.slice(0, Math.max(0, all.length - KEPT)).concat(all.filter((act) => act.at < old)).forEach((act) => stored.drop(act.id));
  const free = all.filter((act) => act.at >= old && !underWay.has(act.id));
  return free.filter((act) => act.user === free[0].user).slice(0, MOST);
}

/** Send what waits. `leaving` does not wait for what is under way; the browser ends it after the page is gone. */
export async function flush({ leaving = false } = {}) {
  if (!leaving && (sending || Date.now() < restUntil)) return;
  sending = true;
  try {
    for (let batch = next(); batch.length; batch = leaving ? [] : next()) await send(batch);
    pause = 1000;
  } catch {
    // Away or busy: later, and less and less often. What is asked for by hand meanwhile does not wait for this.
    restUntil = Date.now() + pause;
    pause = Math.min(pause * 2, 60000);
  } finally {
    sending = false;
  }
}

async function send(batch) {
  for (const act of batch) underWay.add(act.id);
  try {
    await api("/v1/feedback", { method: "POST", body: { events: batch }, keepalive: true });
    for (const act of batch) stored.drop(act.id);
  } catch (error) {
    if (error.passing || error.status === 401) throw error;
    // All or none is taken. One act may be about an item that is gone: the others go alone.
    if (batch.length === 1) stored.drop(batch[0].id);
    else for (const act of batch) await send([act]);
  } finally {
    for (const act of batch) underWay.delete(act.id);
  }
}

setInterval(flush, EVERY_MS);
addEventListener("online", () => { restUntil = 0; pause = 1000; flush(); });
addEventListener("pagehide", () => flush({ leaving: true }));
document.addEventListener("visibilitychange", () => document.hidden && flush({ leaving: true }));
