// The page "Search" of published lectures: the index stands in the page, so it works without a server.
import { excerpt, found } from "./search/find.js";

const form = document.querySelector("[data-search]");
const field = form.querySelector("input");
const list = document.querySelector("[data-search-found]");
const said = document.querySelector("[data-search-said]");
const sections = JSON.parse(document.getElementById("sections").textContent);

function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function row(section, query) {
  const link = element("a", section.title);
  link.href = section.at;
  const parts = excerpt(section.text, query).map(([text, isWord]) => (isWord ? element("mark", text) : text));
  const where = element("span", section.lecture);
  where.className = "quiet";
  return element("li", "", element("p", "", link, " ", where), element("p", "", ...parts));
}

function show() {
  const query = field.value.trim();
  const results = found(sections, query);
  list.replaceChildren(...results.map((section) => row(section, query)));
  const count = results.length === 30 ? "The 30 best sections" : results.length === 1 ? "One section" : `${results.length} sections`;
  said.textContent = !query ? "" : results.length ? `${count}:` : `No section has all of “${query}”. Try fewer words, or the beginning of one.`;
}

document.querySelector("[data-search-off]").remove();
field.value = new URLSearchParams(location.search).get("q") ?? "";
show();
if (!field.value) field.focus();
field.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
  // So that one can come back to the results.
  try { history.replaceState(null, "", `?${new URLSearchParams({ q: field.value })}`); } catch { /* from a folder some browsers refuse */ }
});
