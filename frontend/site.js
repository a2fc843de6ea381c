// What every page loads: htmx, the theme switch, menus that close, and help for reading. Pages read well without it.
import "htmx.org";
import { takeAnswers } from "./asking.js";
import { toolsOf } from "./blocks/tools.js";
import { keepTheme } from "./keep-theme.js";
import { ownTime } from "./own-time.js";
import { forgetAll } from "./paper/receipts.js";

const each = (selector, action, root = document) => root.querySelectorAll(selector).forEach(action);

// The server renders `data-theme` from the cookie; switching at once saves the round trip. Where there is no server,
// the browser keeps it, and theme.js has set it.
const press = (form, theme) => each("button", (button) => button.setAttribute("aria-pressed", String(button.value === theme)), form);
each('[data-theme-switch="browser"]', (form) => press(form, document.documentElement.dataset.theme));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-switch]") || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  if (form.dataset.themeSwitch === "browser") keepTheme(theme);
  else {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; path=/; max-age=31536000; SameSite=Lax${secure}`;
  }
  document.documentElement.dataset.theme = theme;
  press(form, theme);
});

// A menu closes by Escape and by a click elsewhere.
document.addEventListener("click", (event) => {
  each("details.drop[open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  each("details.drop[open]", (menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// Whatever is wider than the page scrolls by itself, and then by keyboard too. Its edge fades where there is more.
const scrolls = (box) => {
  if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
  fade(box);
};
const fade = (box) => box.toggleAttribute("data-more", box.scrollWidth - box.clientWidth - Math.abs(box.scrollLeft) > 2);
document.addEventListener("scroll", ({ target }) => target.matches?.("[data-scroll], .table-wrap, pre") && fade(target), { capture: true, passive: true });
const watchScroll = new ResizeObserver((entries) => entries.forEach((entry) => scrolls(entry.target)));
const prepare = (root) => {
  each("[data-scroll], .table-wrap, pre", (box) => watchScroll.observe(box), root);
  each("[data-copy]", addCopyButton, root);
  each("time[data-zone]", ownTime, root);
};

function addCopyButton(block) {
  if (block.querySelector(".copy") || !navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "code-tool copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.querySelector("code").textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  toolsOf(block).append(button);
}

// The contents follow the reading: the section on screen is marked.
function followReading(nav, text) {
  const headings = [...text.querySelectorAll("h2[id], h3[id], h4[id]")];
  const links = new Map([...nav.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  let current = null;
  const mark = (heading) => {
    if (heading === current) return;
    current = heading;
    each("a[aria-current]", (link) => link.removeAttribute("aria-current"), nav);
    const link = heading && links.get(heading.id);
    if (!link) return;
    link.setAttribute("aria-current", "true");
    const box = nav.parentElement;
    if (link.offsetTop < box.scrollTop || link.offsetTop > box.scrollTop + box.clientHeight - 40) box.scrollTop = link.offsetTop - box.clientHeight / 2;
  };
  // The root reaches far up, so that a heading counts from the upper quarter of the screen on and stays counted.
  const passed = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) passed[isIntersecting ? "add" : "delete"](target);
    mark(headings.findLast((heading) => passed.has(heading)) ?? null);
  }, { rootMargin: "1000000px 0px -75% 0px" });
  headings.forEach((heading) => watcher.observe(heading));
  return () => current;
}

// The site remembers where a signed-in reader stopped: sent when scrolling stops, and when the page is left.
function keepPlace(text, address, section) {
  let sent = "";
  const send = () => {
    const box = text.getBoundingClientRect();
    const fraction = Math.min(1, Math.max(0, (innerHeight - box.top) / box.height));
    const place = new URLSearchParams({ section: section()?.id ?? "", fraction: fraction.toFixed(3) });
    if (String(place) === sent) return;
    sent = String(place);
    const token = document.querySelector("meta[name=csrf-token]").content;
    fetch(address, { method: "POST", body: place, headers: { "X-CSRFToken": token }, keepalive: true }).catch(() => (sent = ""));
  };
  let timer;
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(send, 800);
  }, { passive: true });
  addEventListener("visibilitychange", () => { if (document.hidden && scrollY > 0) send(); });
}

// A footnote stands beside the text where there is room. Who does not see it goes to it by its number, as ever.
function noteBeside(text, mark) {
  const item = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
  let block = mark;
  while (block.parentElement && block.parentElement !== text) block = block.parentElement;
  if (!item || block.parentElement !== text) return;
  const note = document.createElement("div");
  note.className = "margin-note";
  note.setAttribute("aria-hidden", "true");
  note.innerHTML = item.innerHTML;
  each("[id]", (element) => element.removeAttribute("id"), note);
  each(".footnote-backref", (link) => link.remove(), note);
  each("a", (link) => link.replaceWith(...link.childNodes), note);
  note.prepend(Object.assign(document.createElement("sup"), { textContent: mark.textContent }));
  block.before(note);
}

// Who signs out leaves no answers behind: receipts hold them. The server can give its own list.
each("[data-sign-out]", (form) => form.addEventListener("submit", forgetAll));
each("[data-print]", (button) => button.addEventListener("click", () => print()));
prepare(document);
// A font that comes late makes text wider, and no box: nothing else would tell.
document.fonts?.ready.then(() => each("[data-scroll], .table-wrap, pre", scrolls));
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
document.addEventListener("chainrule:added", (event) => prepare(event.detail)); // what came of a block that was run
const text = document.querySelector("[data-lecture-text]");
const contents = document.querySelector("[data-contents]");
if (text) takeAnswers(text);
if (text) each(".footnote-ref a", (mark) => noteBeside(text, mark), text);
if (text && contents) {
  const section = followReading(contents, text);
  if (text.dataset.place) keepPlace(text, text.dataset.place, section);
}
