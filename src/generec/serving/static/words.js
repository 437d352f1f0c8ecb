// Guidance in words: what was understood, as short labels.

const EDITS = {
  clip: (e) => (e.seconds ? `clip of ${e.seconds} s` : "best moments only"),
  thumbnail: () => "another cover",
  style: (e) => (e.name === "noir" ? "black and white" : `${e.name} look`),
  caption: (e) => (e.text ? `caption “${e.text}”` : "captions"),
  reframe: (e) => `format ${e.aspect}`,
  speed: (e) => (e.factor < 1 ? `slower ×${e.factor}` : `faster ×${e.factor}`),
  mute: () => "no sound",
  music: (e) => (e.mood ? `${e.mood} music` : "music"),
  blur_faces: () => "faces hidden",
  adjust: (e) => ({ "brightness up": "brighter", "brightness down": "darker" })[`${e.what} ${e.by}`] ?? `${e.by === "up" ? "more" : "less"} ${e.what}`,
  rewrite: (e) => ["reworded", e.tone, e.language].filter(Boolean).join(", "),
  summarize: () => "summed up",
};

const LIMITS = {
  max_seconds: (v) => `at most ${v} s`,
  min_seconds: (v) => `at least ${v} s`,
  origin: (v) => (v === "human" ? "made by people" : "made by AI"),
  language: (v) => `in ${new Intl.DisplayNames(["en"], { type: "language", fallback: "code" }).of(v)}`,
  mood: (v) => v,
};

const ROUTES = { retrieve: "Find", edit: "Edit", create: "Make" };

/** [kind, text] for each part of a guidance. */
export function understood(guidance) {
  if (guidance.refuse) return [["refuse", `not done: ${guidance.refuse}`]];
  if (guidance.ask) return [["ask", "a question back"]];
  const out = [["route", ROUTES[guidance.route] + (guidance.target === "current" ? " · this one" : "")]];
  for (const topic of guidance.more) out.push(["more", topic[0]]);
  for (const topic of guidance.less) out.push(["less", topic[0]]);
  for (const edit of guidance.edits) out.push(["edit", EDITS[edit.op]?.(edit) ?? edit.op]);
  for (const topic of guidance.create?.about ?? []) out.push(["edit", `about ${topic[0]}`]);
  if (guidance.create?.seconds) out.push(["limit", `${guidance.create.seconds} s long`]);
  for (const [name, value] of Object.entries(guidance.limits)) if (value !== null) out.push(["limit", LIMITS[name](value)]);
  if (guidance.lasting) out.push(["lasting", "from now on"]);
  return out;
}

/** What the badge of an item says. */
export const badge = (item) => item.label || (item.origin === "found" ? "Found" : "AI");
