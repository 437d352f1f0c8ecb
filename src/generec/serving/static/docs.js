// Shows the OpenAPI description, without anything from another host.

import { $, el } from "./dom.js";

const schema = await (await fetch("/openapi.json")).json();
const follow = (part) => (part?.$ref ? schema.components.schemas[part.$ref.split("/").pop()] : part);

function type(part) {
  const one = follow(part) ?? {};
  if (one.anyOf) return one.anyOf.map(type).join(" or ");
  if (one.enum) return one.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (one.type === "array") return `list of ${type(one.items)}`;
  return one.format === "binary" ? "file" : (one.title && part.$ref ? one.title : one.type) ?? "any";
}

function bounds(part) {
  const one = part.anyOf?.find((option) => option.type !== "null") ?? part;
  const told = [["minimum", "at least "], ["maximum", "at most "], ["exclusiveMinimum", "more than "], ["maxLength", "characters at most "], ["maxItems", "entries at most "]];
  return told.filter(([name]) => one[name] !== undefined).map(([name, words]) => words + one[name]).join(", ");
}

function fields(rows) {
  return el("table", {}, el("tbody", {}, ...rows.map(({ name, part, required, where, description }) =>
    el("tr", {}, el("th", { scope: "row" }, el("code", { text: name }), required ? el("em", { text: "required" }) : null, where ? el("small", { text: where }) : null),
      el("td", {}, el("span", { text: type(part) }), el("small", { text: [description ?? part.description, bounds(part), part.default !== undefined && part.default !== null ? `default ${JSON.stringify(part.default)}` : ""].filter(Boolean).map((text) => text.replace(/\.$/, "")).join("; ") }))))));
}

function operation(path, method, told) {
  const rows = (told.parameters ?? []).map((p) => ({ name: p.name, part: p.schema, required: p.required, where: p.in, description: p.description }));
  for (const content of Object.values(told.requestBody?.content ?? {}).slice(0, 1)) {
    const body = follow(content.schema);
    for (const [name, part] of Object.entries(body.properties ?? {})) rows.push({ name, part, required: body.required?.includes(name), where: "body" });
  }
  const id = `${method}-${path}`.replace(/[^a-z]+/gi, "-");
  return [id, el("section", { id }, el("h3", {}, el("span", { class: `method ${method}`, text: method.toUpperCase() }), el("code", { text: path })), el("p", { text: (told.description ?? told.summary ?? "").replaceAll("`", "") }), rows.length ? fields(rows) : null)];
}

const groups = new Map();
for (const [path, methods] of Object.entries(schema.paths))
  for (const [method, told] of Object.entries(methods)) {
    if (method === "head") continue;
    const tag = told.tags?.[0] ?? "other";
    groups.set(tag, [...(groups.get(tag) ?? []), [path.replace(":path", ""), method, told]]);
  }

const parts = [];
const links = [];
for (const [tag, operations] of groups) {
  parts.push(el("h2", { text: tag }));
  for (const [path, method, told] of operations) {
    const [id, section] = operation(path, method, told);
    parts.push(section);
    links.push(el("a", { href: `#${id}` }, el("span", { class: `method ${method}`, text: method.toUpperCase() }), el("code", { text: path })));
  }
}
$("index").replaceChildren(...links);
$("api").replaceChildren(...parts);
$("api").setAttribute("aria-busy", "false");
