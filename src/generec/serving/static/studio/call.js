// Calls of the studio: the session is a cookie that no script can read; changes bring a second secret.

import { ApiError } from "../api.js";

let csrf = "";
let lost = () => {};

/** What a sign-in or a look at the session gave; `out` is run once nobody is signed in any more. */
export function session(told, out) {
  csrf = told.csrf;
  lost = out;
}

/** One call; answers with the JSON, or throws an ApiError in words that can be shown.
 * What the page asks for by itself says so (`unasked`): it does not keep the session alive. */
export async function call(path, { method = "GET", body, unasked } = {}) {
  const headers = { ...(unasked && { "X-GeneRec-Unasked": "1" }), ...(body && { "Content-Type": "application/json" }), ...(method !== "GET" && csrf && { "X-GeneRec-CSRF": csrf }) };
  let response;
  try {
    response = await fetch(`/studio/api${path}`, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new ApiError(0, { code: "offline", message: "The server cannot be reached.", field: null });
  }
  const found = await response.json().catch(() => null);
  if (response.ok && found !== null) return found;
  if (response.status === 401 && path !== "/session") lost();
  throw new ApiError(response.status, found?.error ?? { code: "fault", message: "Something went wrong.", field: null });
}

export const itemLink = (id) => `#/item/${encodeURIComponent(id)}`;

/** Run `ask` again and again while the page is seen, and at once when it is seen again; never twice at a time. */
export function repeat(ask, every, signal) {
  let under = false;
  const look = async () => {
    if (document.hidden || under) return;
    under = true;
    await ask().catch(() => {});
    under = false;
  };
  const timer = setInterval(look, every);
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => clearInterval(timer));
}
