// Small plots as SVG, in percent of their width, so that they fit wherever they stand.

const SPACE = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) node.setAttribute(name, value);
  node.append(...children.filter(Boolean));
  return node;
}

export const percent = (share, digits = 0) => (share === null || share === undefined ? "–" : `${(100 * share).toFixed(digits)} %`);
const at = (share) => `${Math.min(100, Math.max(0, 100 * share)).toFixed(2)}%`;

/** A value with its bounds on a line from 0 to `most`; `mark` is another value to hold it against. */
export function interval({ value, low, high }, { most = 1, mark = null, label, kind = "" }) {
  const to = (x) => at(0.01 + (0.98 * x) / most);
  const known = value !== null && value !== undefined;
  return svg("svg", { class: `interval ${kind}`, role: "img", "aria-label": label, height: 18, width: "100%" },
    svg("line", { class: "base", x1: "0", x2: "100%", y1: 9, y2: 9 }),
    known && low !== null && low !== undefined ? svg("line", { class: "range", x1: to(low), x2: to(high), y1: 9, y2: 9 }) : null,
    mark !== null ? svg("line", { class: "mark", x1: to(mark), x2: to(mark), y1: 2, y2: 16 }) : null,
    known ? svg("circle", { class: "dot", cx: to(value), cy: 9, r: 5 }) : null);
}

/** Bars over time, each of layers from below: rows of numbers; `titles` says each bar in words. */
export function bars(rows, { height = 120, titles, label, line = null }) {
  const most = Math.max(1, ...rows.map((row) => row.reduce((a, b) => a + b, 0)));
  const wide = 100 / rows.length;
  const marks = rows.flatMap((row, number) => {
    let below = 0;
    const group = svg("g", {}, svg("title"), ...row.map((value, layer) => {
      const size = (value / most) * height;
      below += size;
      return value ? svg("rect", { class: `layer-${layer}`, x: at((number * wide + wide * 0.14) / 100), width: at((wide * 0.72) / 100), y: height - below, height: Math.max(size, 1), rx: 2 }) : null;
    }));
    group.firstChild.textContent = titles(number);
    return [group];
  });
  return svg("svg", { class: "bars", role: "img", "aria-label": label, width: "100%", height: height + 1 },
    svg("line", { class: "base", x1: 0, x2: "100%", y1: height, y2: height }), ...marks,
    line === null ? null : svg("line", { class: "mark", x1: 0, x2: "100%", y1: height - (line / most) * height, y2: height - (line / most) * height }));
}
