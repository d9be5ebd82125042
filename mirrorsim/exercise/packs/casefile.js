"use strict";
// Every text goes in as text, never as HTML.
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const PAGE = 200, RING = 20;
let desk = data.desks[0], view = desk.views[0], sort = {column: 1, down: false}, filters = {}, shown = PAGE, subject = "";

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
function draw(name, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}
const counted = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;
const numeric = (text) => /^[0-9]+(\.[0-9]+)?$/.test(text);
const amount = (column) => /_(usd|cny|kg)$|^(seconds|pieces|employees|deposits)$/.test(column);
const whole = (column) => /^(day|phone|caller|called)$/.test(column);
// 1,234.50 and 1234.50 are the same amount
const plain = (text) => text.toLowerCase().replace(/(\d),(?=\d{3})/g, "$1");
const says = (row, words) => words.every((word) => row.some((cell) => plain(cell).includes(word)));
const words = () => plain(at("search").value).split(/\s+/).filter(Boolean);
const spelled = (text, column) => /_(usd|cny)$/.test(column) && numeric(text) ? text.replace(/\B(?=(\d{3})+(?=\.|$))/g, ",") : text;

function matching(one) {
  const asked = words();
  return one.rows.filter((row) => says(row, asked) && (one !== view || Object.entries(filters).every(
    ([column, text]) => plain(row[column]).includes(plain(text)))));
}
function tabs() {
  at("views").replaceChildren(...desk.views.map((one) => {
    const button = make("button", `${one.title} (${matching(one).length})`, {type: "button", "aria-pressed": one === view});
    button.addEventListener("click", () => { view = one; filters = {}; sort = {column: 1, down: false}; shown = PAGE; head(); refresh(); });
    return button;
  }));
}
function head() {
  const line = make("tr");
  view.columns.forEach((column, place) => {
    const cell = make("th", undefined, {scope: "col"});
    const button = make("button", column.replace(/_/g, " "), {type: "button"});
    button.addEventListener("click", () => { sort = {column: place, down: sort.column === place && !sort.down}; refresh(); });
    const filter = make("input", undefined, {"aria-label": `filter ${column}`, type: "text"});
    filter.addEventListener("input", () => { if (filter.value) filters[place] = filter.value; else delete filters[place]; shown = PAGE; refresh(); });
    cell.append(button, filter);
    line.append(cell);
  });
  at("head").replaceChildren(line);
}
function refresh() {
  tabs();
  const rows = matching(view).slice();
  const {column, down} = sort;
  rows.sort((a, b) => {
    const [x, y] = [a[column], b[column]];
    const order = amount(view.columns[column]) && numeric(x) && numeric(y) ? x - y : x < y ? -1 : x > y ? 1 : 0;
    return down ? -order : order;
  });
  at("view-title").textContent = view.title;
  at("count").textContent = `${rows.length} of ${counted(view.rows.length, "record")}`;
  [...at("head").rows[0].cells].forEach((cell, place) => cell.setAttribute("aria-sort", place !== column ? "none" : down ? "descending" : "ascending"));
  at("body").replaceChildren(...rows.slice(0, shown).map((row) => {
    const line = make("tr");
    row.forEach((text, place) => {
      const cell = make("td", undefined, amount(view.columns[place]) ? {class: "number"} : whole(view.columns[place]) ? {class: "whole"} : {});
      if (text && view.names.includes(place)) {
        const button = make("button", text, {type: "button"});
        button.addEventListener("click", () => choose(text));
        cell.append(button);
      } else cell.textContent = spelled(text, view.columns[place]);
      line.append(cell);
    });
    return line;
  }));
  at("more").hidden = rows.length <= shown;
}
function naming(name) {
  const found = [];
  for (const one of desk.views) for (const row of one.rows) {
    if (one.names.some((place) => row[place] === name) || row[0] === name) found.push([one, row]);
  }
  return found;
}
function neighbours(name) {
  const counts = new Map();
  for (const [one, row] of naming(name)) for (const place of one.names) {
    const other = row[place];
    if (other && other !== name && other !== "[redacted]") counts.set(other, (counts.get(other) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
function node(svg, name, x, y, centre) {
  const group = draw("g", {role: "button", tabindex: "0", "aria-label": `look at ${name}`});
  group.append(draw("circle", {cx: x, cy: y, r: centre ? 9 : 6, class: centre ? "node centre" : "node"}));
  const right = x >= 250;
  group.append(draw("text", {x: x + (centre ? 0 : right ? 9 : -9), y: y + (centre ? -14 : 4), "text-anchor": centre ? "middle" : right ? "start" : "end"}, name));
  group.addEventListener("click", () => choose(name));
  group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(name); } });
  svg.append(group);
}
function choose(name) {
  subject = name;
  const all = neighbours(name), ring = all.slice(0, RING);
  at("subject-title").textContent = `Links and timeline of ${name}`;
  at("subject-help").textContent = `${counted(naming(name).length, "record names", "records name")} it, with ${counted(all.length, "other")}` + (all.length > RING ? `; the ${RING} most frequent are drawn.` : ".");
  const svg = draw("svg", {viewBox: "0 0 500 400", role: "group", "aria-label": `who is named together with ${name}`});
  const places = new Map(ring.map(([other], turn) => {
    const angle = 2 * Math.PI * turn / Math.max(ring.length, 1) - Math.PI / 2;
    return [other, [250 + 130 * Math.cos(angle), 200 + 160 * Math.sin(angle)]];
  }));
  for (const [other, count] of ring) {
    const [x, y] = places.get(other);
    svg.append(draw("line", {x1: 250, y1: 200, x2: x, y2: y, class: "edge", "stroke-width": Math.min(1 + Math.log2(count), 6)}));
    for (const [third] of neighbours(other)) if (places.has(third) && third > other) {
      const [u, v] = places.get(third);
      svg.append(draw("line", {x1: x, y1: y, x2: u, y2: v, class: "edge", "stroke-width": 0.5}));
    }
  }
  for (const [other] of ring) node(svg, other, ...places.get(other), false);
  node(svg, name, 250, 200, true);
  at("links").replaceChildren(svg);
  timeline(name);
  at("with").replaceChildren(...ring.map(([other, count]) => {
    const item = make("li"), button = make("button", other, {type: "button"});
    button.addEventListener("click", () => choose(other));
    item.append(button, ` ${count}`);
    return item;
  }));
}
function timeline(name) {
  const times = (one) => !["bank_customers", "company_register"].includes(one.key);
  const stamp = (row) => Date.parse(row[1].replace(" ", "T") + "Z");
  const every = desk.views.filter(times).flatMap((one) => one.rows.map(stamp));
  const found = naming(name).filter(([one]) => times(one));
  const lanes = [...new Set(found.map(([one]) => one))];
  const from = Math.min(...every), to = Math.max(...every, from + 1), height = 30 + 26 * Math.max(lanes.length, 1);
  const x = (time) => 178 + 302 * (time - from) / (to - from);
  const svg = draw("svg", {viewBox: `0 0 500 ${height}`, role: "img", "aria-label": `${counted(found.length, "record")} of ${name} over time`});
  lanes.forEach((one, lane) => {
    const y = 20 + 26 * lane;
    svg.append(draw("line", {x1: 178, x2: 480, y1: y, y2: y, class: "axis", "stroke-width": 0.5}), draw("text", {x: 172, y: y + 4, "text-anchor": "end"}, one.title.replace(/ \(.*/, "").slice(0, 30)));
    for (const [other, row] of found) if (other === one) {
      const dot = draw("circle", {cx: x(stamp(row)), cy: y, r: 3.5, class: "dot"});
      dot.append(draw("title", {}, row.join(" | ")));
      svg.append(dot);
    }
  });
  const day = (time) => new Date(time).toISOString().slice(0, 10);
  svg.append(draw("text", {x: 178, y: height - 4}, day(from)), draw("text", {x: 480, y: height - 4, "text-anchor": "end"}, day(to)));
  at("timeline").replaceChildren(svg);
}
data.desks.forEach((one, place) => at("desk").append(make("option", one.name, {value: place})));
at("desk-label").hidden = data.desks.length < 2;
at("desk").addEventListener("change", () => { desk = data.desks[at("desk").value]; view = desk.views[0]; filters = {}; shown = PAGE; head(); refresh(); if (subject) choose(subject); });
at("search").addEventListener("input", () => { shown = PAGE; refresh(); });
at("clear").addEventListener("click", () => { at("search").value = ""; filters = {}; head(); refresh(); });
at("more").addEventListener("click", () => { shown += PAGE; refresh(); });
head();
refresh();
