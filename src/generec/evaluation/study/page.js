"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");
const INK = "#1d2433", SOFT = "#5d667a", GRID = "#dfe3ea", BLUE = "#2563a8", GREEN = "#1f7a4d", RED = "#b3402e";
const tip = add(document.body, "div", { class: "tip" });

function add(parent, name, attributes = {}, text) {
  const svg = ["svg", "line", "circle", "text", "rect"].includes(name);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}
function hint(node, text) {
  node.addEventListener("mousemove", (e) => {
    tip.textContent = text;
    tip.style.cssText = `opacity:1;left:${Math.min(e.clientX + 12, innerWidth - 220)}px;top:${e.clientY + 14}px`;
  });
  node.addEventListener("mouseleave", () => (tip.style.opacity = 0));
}
const num = (v, d = 3) => (v === null || v === undefined ? "-" : v.toFixed(d));
const signed = (v, d = 3) => (v === null ? "-" : (v > 0 ? "+" : "") + v.toFixed(d));
function table(parent, head, rows, ours = () => false) {
  const t = add(parent, "table"), top = add(add(t, "thead"), "tr"), body = add(t, "tbody");
  head.forEach((h) => add(top, "th", {}, h));
  rows.forEach((row) => {
    const tr = add(body, "tr", ours(row) ? { class: "ours" } : {});
    row.forEach((cell) => add(tr, "td", {}, cell));
  });
}

/* The least of 1, 2, 2.5 and 5 times a power of ten that is at least `least`: where a scale has its marks. */
function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * [1, 2, 2.5, 5, 10].find((times) => times * power >= least * (1 - 1e-9));
}

/* Means with intervals and every viewer as a dot: one row for each method. */
function plot(parent, task, measure) {
  const means = task.means.filter((m) => m.measure === measure), points = task.points[measure];
  const left = 150, right = 130, width = 900, rowH = 40, height = rowH * means.length + 34;
  const all = means.flatMap((m) => points[m.method]);
  let lo = Math.min(...all), hi = Math.max(...all);
  const room = Math.max(hi - lo, 1e-6) * 0.04; lo -= room; hi += room;
  const x = (v) => left + ((v - lo) / (hi - lo)) * (width - left - right);
  const svg = add(parent, "svg", { viewBox: `0 0 ${width} ${height}`, width, role: "img" });
  const step = roundStep((hi - lo) / 6), digits = Math.max(0, 1 - Math.floor(Math.log10(step)));
  for (let v = Math.ceil(lo / step) * step; v <= hi; v += step) {
    add(svg, "line", { x1: x(v), x2: x(v), y1: 6, y2: height - 24, stroke: GRID });
    add(svg, "text", { x: x(v), y: height - 6, "text-anchor": "middle", fill: SOFT }, (Math.abs(v) < step / 2 ? 0 : v).toFixed(digits));
  }
  means.forEach((m, row) => {
    const y = 26 + row * rowH, mine = task.ours.includes(m.method), colour = mine ? BLUE : SOFT;
    add(svg, "text", { x: left - 14, y: y + 4, "text-anchor": "end", fill: mine ? BLUE : INK }, m.method);
    points[m.method].forEach((v, n) => {
      const dot = add(svg, "circle", { cx: x(v), cy: y + (((n * 7919) % 21) - 10), r: 2.6, fill: colour, opacity: 0.22 });
      hint(dot, `${task.users[measure][n]}: ${v.toFixed(3)}`);
    });
    const bar = add(svg, "line", { x1: x(m.low), x2: x(m.high), y1: y, y2: y, stroke: colour, "stroke-width": 4 });
    const dot = add(svg, "circle", { cx: x(m.mean), cy: y, r: 6, fill: colour, stroke: "#fff" });
    [bar, dot].forEach((n) => hint(n, `${m.method}: ${num(m.mean)} (95 %: ${num(m.low)} to ${num(m.high)}), ${m.n} viewers`));
    add(svg, "text", { x: width - 4, y: y + 4, "text-anchor": "end", fill: colour }, `${num(m.mean)} (n ${m.n})`);
  });
}

/* What ours gains over each baseline, with intervals about zero. */
function gains(parent, task, measure) {
  const rows = task.against.filter((r) => r.measure === measure);
  if (!rows.length) return;
  const left = 260, right = 150, width = 900, rowH = 28, height = rowH * rows.length + 30;
  const all = rows.flatMap((r) => [r.low, r.high, 0]);
  let lo = Math.min(...all), hi = Math.max(...all);
  const room = Math.max(hi - lo, 1e-6) * 0.08; lo -= room; hi += room;
  const x = (v) => left + ((v - lo) / (hi - lo)) * (width - left - right);
  const svg = add(parent, "svg", { viewBox: `0 0 ${width} ${height}`, width, role: "img" });
  add(svg, "line", { x1: x(0), x2: x(0), y1: 4, y2: height - 22, stroke: SOFT });
  add(svg, "text", { x: x(0), y: height - 6, "text-anchor": "middle", fill: SOFT }, "no difference");
  rows.forEach((r, n) => {
    const y = 18 + n * rowH, sure = r.adjusted < 0.05, colour = sure ? (r.mean > 0 ? GREEN : RED) : SOFT;
    add(svg, "text", { x: left - 14, y: y + 4, "text-anchor": "end", fill: INK }, `${r.ours} less ${r.baseline}`);
    const bar = add(svg, "line", { x1: x(r.low), x2: x(r.high), y1: y, y2: y, stroke: colour, "stroke-width": 3 });
    const dot = add(svg, "circle", { cx: x(r.mean), cy: y, r: 5, fill: colour });
    const said = `${signed(r.mean)} (95 %: ${signed(r.low)} to ${signed(r.high)}), p ${num(r.adjusted)} after Holm, better for ${(100 * r.better).toFixed(0)} %`;
    [bar, dot].forEach((one) => hint(one, said));
    add(svg, "text", { x: width - 4, y: y + 4, "text-anchor": "end", fill: colour }, `${signed(r.mean)}, p ${num(r.adjusted)}`);
  });
}

function gallery(parent, task) {
  if (!task.examples || !task.examples.length) return;
  add(parent, "h3", {}, "The best, the median and the worst viewer");
  for (const one of task.examples) {
    const box = add(parent, "div", { class: "case" });
    add(box, "p", {}, `${one.which}: viewer ${one.user}, ${one.measure} ${signed(one.by)} above the unpersonalised`);
    for (const piece of one.shown) {
      const likes = piece.likes && piece.likes.length ? ` Likes, by what was held out: ${piece.likes.join(", ")}.` : "";
      add(box, "p", { class: "soft" }, piece.title + likes);
      const row = add(box, "div", { class: "row" });
      for (const [method, file] of Object.entries(piece.files)) {
        const fig = add(row, "figure", task.ours.includes(method) ? { class: "ours" } : {});
        const video = /\.mp4/.test(file);
        const look = add(fig, video ? "video" : "img", { src: "media/" + file, title: task.methods[method] || method });
        if (video) { look.controls = true; look.muted = true; look.preload = "metadata"; } else look.alt = `${piece.title}: ${method}`;
        if (piece.parts) bar(fig, piece, method);
        const value = piece.values && piece.values[method] !== undefined ? ` ${piece.values[method]}` : "";
        const words = piece.words && piece.words[method] ? `: ${piece.words[method]}` : "";
        add(fig, "figcaption", {}, method + value + words);
      }
    }
  }
}
function bar(fig, piece, method) {
  const box = add(fig, "div", { class: "parts" }), span = piece.spans[method];
  const whole = piece.parts[piece.parts.length - 1][1], middle = (span[0] + span[1]) / 2;
  for (const [a, b, topics, good] of piece.parts) {
    const on = middle >= a && middle < b && method !== "unclipped";
    const i = add(box, "i", { class: (good ? "good " : "") + (on ? "on" : ""), style: `flex:${(b - a) / whole}` });
    hint(i, topics.join(", ") + (good ? " (liked)" : ""));
  }
}

function section(task) {
  const box = add(page, "section");
  add(box, "h2", {}, task.name[0].toUpperCase() + task.name.slice(1));
  if (task.unable) return add(box, "p", {}, "Not done: " + task.unable + ".");
  const left = Object.entries({ ...task.left_out, ...task.left_out_of_some_measures });
  const total = task.viewers + Object.values(task.left_out).reduce((a, b) => a + b, 0);
  add(box, "p", { class: "soft" }, `${task.viewers} of ${total} viewers. ` +
    (task.note ? task.note + " " : "") +
    (left.length ? "Left out of all or of some measures: " + left.map(([why, n]) => `${n}, ${why}`).join("; ") + "." : "None left out."));
  const names = Object.keys(task.measures);
  if (!names.length) return add(box, "p", {}, "No viewer could be judged.");
  const told = add(box, "ul", { class: "soft" });
  Object.entries(task.methods).forEach(([m, t]) => add(told, "li", {}, `${m}: ${t}`));
  const pick = add(box, "div", { class: "pick" }), said = add(box, "p"), out = add(box, "div");
  const show = (measure) => {
    const m = task.measures[measure];
    [...pick.children].forEach((b) => b.setAttribute("aria-pressed", b.dataset.of === measure));
    const kind = m.group === "history" ? "History relevance" : "Source fidelity";
    said.textContent = `${kind}: ${m.told}. Judged by ${m.judge}.` + (m.up ? "" : " Less is better.");
    out.replaceChildren();
    plot(out, task, measure);
    gains(out, task, measure);
  };
  names.forEach((name) => {
    const b = add(pick, "button", { "data-of": name, type: "button" }, name + (task.measures[name].circle ? " (a circle)" : ""));
    b.onclick = () => show(name);
  });
  show(names[0]);
  gallery(box, task);
  const all = add(box, "details");
  add(all, "summary", {}, "All figures");
  table(all, ["method", "measure", "mean", "95 %", "viewers"],
    task.means.map((m) => [m.method, m.measure, num(m.mean), `${num(m.low)} to ${num(m.high)}`, m.n]), (r) => task.ours.includes(r[0]));
  table(all, ["ours less baseline", "measure", "difference", "95 %", "d_z", "better for", "p (Holm)"],
    task.against.map((r) => [`${r.ours} - ${r.baseline}`, r.measure, signed(r.mean), `${signed(r.low)} to ${signed(r.high)}`, num(r.effect, 2), `${(100 * r.better).toFixed(0)} %`, num(r.adjusted)]));
}

/* One row for each of ours and its baselines, by the measure that tells most. */
function overview(parent) {
  const rows = data.tasks.filter((t) => !t.unable && t.lead.length).flatMap((t) => t.against
    .filter((r) => r.measure === t.lead[0])
    .map((r) => [t.name, `${r.ours} less ${r.baseline}`, r.measure, `${signed(r.mean)} (${signed(r.low)} to ${signed(r.high)})`, r.n,
      r.n < 10 ? "too few" : r.adjusted < 0.05 && (r.low > 0 || r.high < 0) ? (r.mean > 0 ? "better" : "worse") : "not clear"]));
  table(parent, ["task", "ours less baseline", "measure", "difference (95 %)", "viewers", ""], rows, (row) => row[5] === "better");
}

const q = data.judge.quality;
document.getElementById("scale").textContent =
  `${data.home.items} items, ${data.home.compilations} compilations made for this, ${data.home.k} items for each viewer, seed ${data.config.seed}. Intervals are of 95 %, by bootstrap over viewers; p by paired randomisation, after Holm's correction over all comparisons of a task.`;
overview(page);
add(page, "h2", {}, "What this cannot tell");
const limits = add(page, "ul");
data.limits.forEach((one) => add(limits, "li", {}, one));
add(page, "h2", {}, "Who chose, who judged");
add(page, "p", {}, `Chosen by ${data.judge.chose}. Judged by ${data.judge.judged.join(", and by ")}, from acts of the held-out part alone.` +
  (q && q.auc !== null ? ` The recommender behind PS@K tells likes that it never saw from the rest with an AUC of ${q.auc.toFixed(3)} (log loss ${q.loss.toFixed(3)}, ${q.base_loss.toFixed(3)} by always saying the share of likes; ${q.n} acts).` : " There is no recommender behind PS@K: labels or likes are too few."));
add(page, "p", {}, "Two ways to hold acts out, and the viewers that each leaves:");
table(page, ["", ...data.splits.map((s) => s.split + (s.used ? " (used)" : ""))], [
  ["viewers that can be judged", ...data.splits.map((s) => s.viewers)],
  ...Object.keys(data.splits[0].left_out).map((why) => ["left out: " + why, ...data.splits.map((s) => s.left_out[why])])]);
data.tasks.forEach(section);
