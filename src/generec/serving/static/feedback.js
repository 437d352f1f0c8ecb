// What the viewer does, sent in batches. Each act has an id of its own, so that a retry counts once.

import { api } from "./api.js";

const EVERY_MS = 4000;
const MOST = 100;
let queue = [];
let sending = false;

const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

/** Note an act of `user` towards the item on a card. */
export function note(user, shown, kind, value) {
  queue.push({
    id: fresh(),
    user,
    item: shown.id,
    kind,
    at: Date.now() / 1000,
    ...(value === undefined ? {} : { value: Math.round(value * 100) / 100 }),
    ...(shown.request ? { request: shown.request } : {}),
    ...(shown.position === undefined ? {} : { position: shown.position }),
  });
}

/** Send what waits. `leaving` lets the browser finish after the page is gone. */
export async function flush({ leaving = false } = {}) {
  if (!queue.length || (sending && !leaving)) return;
  const batch = queue.slice(0, MOST);
  queue = queue.slice(MOST);
  sending = true;
  try {
    await api("/v1/feedback", { method: "POST", body: { events: batch }, keepalive: leaving });
  } catch (error) {
    // Refused for good is dropped; a server that is away gets it later.
    if (error.status === 0 || error.status === 429 || error.status >= 500) queue = [...batch, ...queue].slice(-1000);
  } finally {
    sending = false;
  }
}

setInterval(flush, EVERY_MS);
