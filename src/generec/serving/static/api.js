// Calls to the server. A token may stand behind # in the page's address, which no server sees; the
// server turns it into a cookie that scripts cannot read, so that the page can be loaded again.

const fragment = new URLSearchParams(location.hash.slice(1));
const token = fragment.get("token");
if (token) history.replaceState(null, "", location.pathname + location.search);

export class ApiError extends Error {
  constructor(status, error) {
    super(error.message);
    Object.assign(this, { status, code: error.code, field: error.field });
  }

  /** Whether the same call may go well later. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

const headers = (more = {}) => (token ? { ...more, Authorization: `Bearer ${token}` } : more);

/** One call; answers with the JSON, or throws an ApiError in words that can be shown. */
export async function api(path, { method = "GET", body, keepalive = false } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      keepalive,
      headers: headers(body === undefined ? {} : { "Content-Type": "application/json" }),
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    const message = navigator.onLine ? "The server cannot be reached." : "You are offline.";
    throw new ApiError(0, { code: "offline", message, field: null });
  }
  const found = await response.json().catch(() => null);
  if (response.ok && found !== null) return found;
  throw new ApiError(response.status, found?.error ?? { code: "fault", message: "Something went wrong.", field: null });
}

/** What the page starts with. Who brings a token gets a cookie for later; who brings neither may get one as a guest. */
export async function opened() {
  if (token) await api("/v1/session", { method: "POST" }).catch(() => {});
  try {
    return await api("/page.json");
  } catch (error) {
    if (error.status !== 401 || token) throw error;
    await api("/v1/session", { method: "POST" }).catch(() => { throw error; });
    return api("/page.json");
  }
}

export const itemPath = (id, user) =>
  `/v1/items/${encodeURIComponent(id)}?user=${encodeURIComponent(user)}`;

export const userPath = (user, part = "") => `/v1/users/${encodeURIComponent(user)}${part}`;

/** Listen for what is made for a viewer, until `stop` is aborted. A broken line is taken up again. */
export async function listen(user, jobs, told, stop) {
  for (let pause = 500; !stop.aborted; pause = Math.min(pause * 2, 8000)) {
    const query = new URLSearchParams([["user", user], ...jobs().map((job) => ["job", job])]);
    try {
      const response = await fetch(`/v1/stream?${query}`, { headers: headers(), signal: stop });
      if (!response.ok) throw new Error(String(response.status));
      pause = 500;
      await read(response.body.pipeThrough(new TextDecoderStream()).getReader(), told);
    } catch {
      if (stop.aborted) return;
    }
    await new Promise((done) => setTimeout(done, pause));
  }
}

async function read(reader, told) {
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (text + value).split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const lines = Object.fromEntries(part.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
      if (lines.event) told(lines.event, JSON.parse(lines.data));
    }
  }
}
