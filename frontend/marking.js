// Marking by keyboard: a letter or digit gives points and goes on to the next criterion. The page names each key beside
// what it does, and has a switch that turns them off. Without this script the form works as every form does.

const NAME = "chainrule:marking-keys";
const form = document.querySelector("[data-marking]");
const box = form?.querySelector("[data-keys]");
const uses = box?.querySelector("[data-use-keys]");
const said = box?.querySelector("[data-said]");
const criteria = form ? [...form.querySelectorAll("[data-criterion]")] : [];
const ticks = form ? [...form.querySelectorAll("[data-read]")] : [];

const isGiven = (criterion) => criterion.querySelector("input:checked") !== null;
const name = (criterion) => criterion.querySelector("legend").textContent.trim();
const isText = (element) => element?.matches("textarea, input:not([type=radio], [type=checkbox])");

// The criterion that a letter is for: where the focus is, else the first without points, else the first.
function current() {
  return criteria.find((one) => one.contains(document.activeElement)) ?? criteria.find((one) => !isGiven(one)) ?? criteria[0];
}

// Points between two levels belong to the level beside them: another level begins without.
function clearBetween(criterion) {
  const between = criterion.querySelector("[data-between]");
  if (between) between.value = "";
}

function give(letter) {
  const criterion = current();
  const step = criterion?.querySelector(`[data-key="${letter}"]`);
  if (!step) return false;
  step.checked = true;
  clearBetween(criterion);
  const place = criteria.indexOf(criterion);
  const next = [...criteria.slice(place + 1), ...criteria.slice(0, place)].find((one) => !isGiven(one));
  (next?.querySelector("input") ?? form.querySelector("button.primary")).focus();
  said.textContent = `${name(criterion)}: ${step.value}. ${next ? `Next: ${name(next)}.` : "All criteria have points."}`;
  return true;
}

// Tick the answer that the focus is on, else the first that is not ticked, and go on to the next one.
function tick() {
  const place = Math.max(0, ticks.includes(document.activeElement) ? ticks.indexOf(document.activeElement) : ticks.findIndex((one) => !one.checked));
  if (!ticks[place]) return false;
  ticks[place].checked = true;
  const next = ticks.slice(place + 1).find((one) => !one.checked);
  if (next) next.focus();
  else current()?.querySelector("input").focus();
  const count = ticks.filter((one) => one.checked).length;
  said.textContent = `${count} of ${ticks.length} answers ticked.`;
  return true;
}

function follow(selector) {
  const link = form.querySelector(selector);
  link?.click();
  return link !== null;
}

const ACTIONS = {
  c: () => { form.elements.comment.focus(); return true; },
  n: () => follow("[data-next]"),
  p: () => follow("[data-back]"),
  x: tick,
  Enter: () => {
    if (document.activeElement?.closest("a, button, summary")) return false; // it does what it always does
    form.requestSubmit();
    return true;
  },
};

function pressed(event) {
  if (!uses.checked || event.isComposing || event.altKey || event.metaKey) return;
  if (isText(document.activeElement)) {
    if (event.key === "Escape") current()?.querySelector("input").focus();
    else if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
    else return;
    event.preventDefault();
    return;
  }
  if (event.ctrlKey && event.key === "Enter") {
    form.requestSubmit();
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || document.activeElement?.closest("select, [contenteditable]")) return;
  const done = ACTIONS[event.key] ? ACTIONS[event.key]() : /^[a-z1-9]$/.test(event.key) && give(event.key);
  if (done) event.preventDefault();
}

if (form && box) {
  try { uses.checked = localStorage.getItem(NAME) !== "off"; } catch { /* storage is off: keys are on */ }
  uses.addEventListener("change", () => {
    try { localStorage.setItem(NAME, uses.checked ? "on" : "off"); } catch { /* then it holds for this page */ }
  });
  document.addEventListener("keydown", pressed);
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-criterion] input[type=radio]")) clearBetween(event.target.closest("[data-criterion]"));
  });
  form.dataset.ready = "yes";
}
