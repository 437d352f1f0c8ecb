// Guidance in words: what was understood, as short labels.

const name = (value) => String(value).replaceAll("_", " ");

const EDITS = {
  clip: (e) => [e.seconds ? `cut to ${e.seconds} s` : "best moments only", e.about ? `with ${e.about[0]}` : ""].filter(Boolean).join(", "),
  thumbnail: () => "another cover",
  style: (e) => (e.name === "noir" ? "black and white" : e.name === "watercolor" ? "watercolour" : e.name),
  like: () => "the look of your picture",
  taste: () => "closer to your taste",
  caption: (e) => (e.text ? `caption “${e.text}”` : "captions"),
  reframe: (e) => `format ${e.aspect}`,
  speed: (e) => (e.factor < 1 ? `slower ×${e.factor}` : `faster ×${e.factor}`),
  mute: (e) => (e.only ? `no ${e.only}` : "no sound"),
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

/** One change in words. */
export const change = (edit) => EDITS[edit.op]?.(edit) ?? name(edit.op);

/** { kind, text, part } for each part of a guidance; `part` names it where it can be taken out. */
export function understood(guidance) {
  if (guidance.refuse || guidance.ask) return [];
  const out = [{ kind: "route", text: ROUTES[guidance.route] + (guidance.target === "current" ? " · this one" : "") }];
  guidance.more.forEach((topic, at) => out.push({ kind: "more", text: `more ${topic[0]}`, part: `more/${at}` }));
  guidance.less.forEach((topic, at) => out.push({ kind: "less", text: `less ${topic[0]}`, part: `less/${at}` }));
  guidance.edits.forEach((edit, at) => out.push({ kind: "edit", text: change(edit), part: `edits/${at}` }));
  guidance.create?.about.forEach((topic, at) => out.push({ kind: "edit", text: `about ${topic[0]}`, part: `create/about/${at}` }));
  if (guidance.create?.seconds) out.push({ kind: "limit", text: `${guidance.create.seconds} s long`, part: "create/seconds" });
  for (const [limit, value] of Object.entries(guidance.limits)) if (value !== null) out.push({ kind: "limit", text: LIMITS[limit](value), part: `limits/${limit}` });
  return out;
}

/** What a standing wish asks for, in words. */
export function standing(wish) {
  const { more, less, edits, limits } = wish.clause;
  const parts = [...more.map((t) => `more ${t[0]}`), ...less.map((t) => `no ${t[0]}`), ...edits.map(change)];
  for (const [limit, value] of Object.entries(limits ?? {})) if (value !== null) parts.push(LIMITS[limit]?.(value) ?? name(limit));
  return parts.join(", ") || wish.says || "a wish";
}

/** What the badge of an item says. */
export const badge = (item) => item.label || (item.origin === "found" ? "Found" : "AI");

const KINDS = { video: "Clip", image: "Photo", text: "Article" };
const MADE = { image: "Picture", text: "Digest" };

/** What sort of thing an item is. */
export const kindOf = (item) => (item.origin === "created" && MADE[item.kind]) || KINDS[item.kind];
