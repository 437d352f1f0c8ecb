// Small helpers for building pages. Text only ever becomes text: nothing here reads HTML.

export const $ = (id) => document.getElementById(id);

/** An element: `props` may hold class, text, data, on (listeners), attributes and properties. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name in node && typeof value === "boolean") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Text that people wrote: it runs in its own direction, whatever stands around it. */
export const said = (tag, text, props = {}) => el(tag, { dir: "auto", ...props, text });

const PATHS = {
  like: "M12 20.5 4.6 13.2a4.9 4.9 0 0 1 0-7 4.9 4.9 0 0 1 7 0l.4.4.4-.4a4.9 4.9 0 0 1 7 0 4.9 4.9 0 0 1 0 7Z",
  no: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM5.8 5.8l12.4 12.4",
  share: "M12 15V3.5M7.5 8 12 3.5 16.5 8M5 12.5V19a1.5 1.5 0 0 0 1.5 1.5h11A1.5 1.5 0 0 0 19 19v-6.5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  why: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.5 9.3a2.6 2.6 0 0 1 5.1.6c0 1.8-2.6 2.2-2.6 3.8M12 16.8v.1",
  report: "M6 21V4M6 4.5c4-2.4 7 2.4 12 0v9c-5 2.4-8-2.4-12 0",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  sound: "M4 9.5v5h3.5L12 19V5L7.5 9.5ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11",
  mute: "M4 9.5v5h3.5L12 19V5L7.5 9.5ZM16 9.5l5 5M21 9.5l-5 5",
  original: "M4 8h11a5 5 0 0 1 0 10H9M4 8l4-4M4 8l4 4",
  play: "M8 5.5v13l11-6.5Z",
  whole: "M4 12h16M4 8v8M20 8v8",
  found: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16.2 16.2 21 21",
  edited: "M4 20l1-4L16 5l3 3L8 19ZM13.5 7.5l3 3",
  created: "M12 3l1.9 5.6L19.5 10l-5.6 1.9L12 17.5l-1.9-5.6L4.5 10l5.6-1.4ZM19 16v5M16.5 18.5h5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  warn: "M12 4 2.8 20h18.4ZM12 10v4.5M12 17.2v.3",
  close: "M6 6l12 12M18 6 6 18",
  mic: "M12 3.5a2.8 2.8 0 0 0-2.8 2.8v5.4a2.8 2.8 0 0 0 5.6 0V6.3A2.8 2.8 0 0 0 12 3.5ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  you: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5a7.5 7.5 0 0 1 15 0",
  undo: "M4 9h10a5.5 5.5 0 0 1 0 11H8M4 9l4.5-4.5M4 9l4.5 4.5",
  send: "M12 19.5V5M5.5 11.5 12 5l6.5 6.5",
  link: "M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7L12 17.7",
  download: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14",
};

/** A line drawing of the page's own set. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true" }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name] ?? "");
  svg.append(path);
  return svg;
}

/** A button with words; `shape` is a class of base.css. */
export const button = (text, run, { shape = "ghost", mark, ...props } = {}) =>
  el("button", { type: "button", class: shape, ...props, on: { click: run } }, mark ? icon(mark) : null, el("span", { text }));

export const seconds = (s) => `${(Math.round(s * 10) / 10).toFixed(1).replace(/\.0$/, "")} s`;
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

let fading;

/** A short notice; with `action` a button, which stays for as long as it is pointed at. */
export function toast(text, action, run) {
  const box = $("toast");
  const act = action ? button(action, () => { box.hidden = true; run(); }, { shape: "plain" }) : null;
  box.replaceChildren(el("span", { text, dir: "auto" }), ...(act ? [act] : []));
  box.hidden = false;
  const fade = () => {
    clearTimeout(fading);
    fading = setTimeout(() => (box.matches(":hover, :focus-within") ? fade() : (box.hidden = true)), action ? 12000 : 5000);
  };
  fade();
}
