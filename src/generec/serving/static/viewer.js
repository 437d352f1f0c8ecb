// The viewer's own record, shared by the pages: asked for, changed, and told to other tabs.

import { api, userPath } from "./api.js";

const channel = "BroadcastChannel" in self ? new BroadcastChannel("generec-viewer") : null;

export const aboutViewer = (user) => api(userPath(user));

/** Set switches, forget or change wishes; answers with all that is known then. Other tabs hear of it. */
export async function setViewer(user, body) {
  const about = await api(userPath(user), { method: "PATCH", body });
  tell(user, Object.keys(body));
  return about;
}

/** Let other tabs know that something of a viewer changed. */
export const tell = (user, what) => channel?.postMessage({ user, what });

/** Be told of what other tabs changed: `run(user, what)`. */
export function heard(run) {
  channel?.addEventListener("message", (event) => run(event.data.user, event.data.what));
}
