// A lecture on a projector. The text is parted at its sections, and one part is shown at a time. Page Down, as remote
// controls send it, first scrolls through a part that is longer than the screen, then goes on.
import { clock, parted, turn } from "./present/parts.js";

const text = document.querySelector("[data-present]");
const find = (name) => document.querySelector(`[data-present-${name}]`);

const slides = parted([...text.children]).map((nodes) => {
  const slide = document.createElement("section");
  slide.className = "slide";
  slide.append(...nodes);
  return slide;
});
text.replaceChildren(...slides);

const headOf = (slide) => slide.querySelector(".slide-name, h2, h3");
let now = Math.max(0, slides.findIndex((slide) => location.hash && slide.querySelector(`[id="${decodeURIComponent(location.hash.slice(1))}"]`)));

function show(number, from = "top") {
  now = Math.min(Math.max(number, 0), slides.length - 1);
  slides.forEach((slide, index) => (slide.hidden = index !== now));
  const head = headOf(slides[now]);
  scrollTo({ top: from === "bottom" ? document.documentElement.scrollHeight : 0, behavior: "instant" });
  const words = [...head.childNodes].filter((node) => !node.classList?.contains("permalink")).map((node) => node.textContent).join("").trim();
  find("place").textContent = `${now + 1} of ${slides.length}: ${words}`;
  find("back").disabled = now === 0;
  find("on").disabled = now === slides.length - 1;
  if (head.id) history.replaceState(null, "", `#${head.id}`);
  find("end").hash = head.id ? `#${head.id}` : "";
  dispatchEvent(new Event("resize")); // figures that were hidden measure themselves
}

function move(direction) {
  const root = document.documentElement;
  const step = turn({ top: root.scrollTop, view: innerHeight, height: root.scrollHeight }, direction);
  if (step === 0) show(now + direction, direction < 0 ? "bottom" : "top");
  else scrollBy({ top: step, behavior: "instant" });
}

const KEYS = {
  PageDown: () => move(1),
  PageUp: () => move(-1),
  ArrowRight: () => show(now + 1),
  ArrowLeft: () => show(now - 1),
  Home: () => show(0),
  End: () => show(slides.length - 1),
  f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {}),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, .cm-editor, [data-explorable]")) return;
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
find("on").addEventListener("click", () => show(now + 1));
find("back").addEventListener("click", () => show(now - 1));
text.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const to = link ? slides.findIndex((slide) => slide.querySelector(`[id="${decodeURIComponent(link.hash.slice(1))}"]`)) : -1;
  if (to < 0) return;
  event.preventDefault();
  show(to);
  document.getElementById(decodeURIComponent(link.hash.slice(1))).scrollIntoView();
});

let began = performance.now();
const tick = () => (find("clock").textContent = clock((performance.now() - began) / 1000));
find("clock").addEventListener("click", () => {
  began = performance.now();
  tick();
});
setInterval(tick, 1000);
show(now);
