// The grade book by keyboard: arrows move from mark to mark, Enter opens one, a digit begins to type one, Enter saves and
// Escape leaves. Without this script a name leads to the same pages.

const table = document.querySelector("[data-book]");
const dialog = document.querySelector("dialog.book-cell");
const said = document.querySelector("[data-said]");
const region = table?.closest(".table-wrap");
const MARKS = 3; // cells of a row before its marks: name, so far, at best
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
let here = null;
let typing = null; // what is typed while a form is on its way

const bodyOf = () => table.tBodies[0];
const at = (row, column) => bodyOf().rows[row]?.cells[column];
const place = (cell) => [cell.parentElement.sectionRowIndex, cell.cellIndex];
const itemOf = (cell) => table.tHead.rows[0].cells[cell.cellIndex].dataset.item;
const wordsOf = (cell) => `${table.tHead.rows[0].cells[cell.cellIndex].textContent} of ${cell.parentElement.cells[0].querySelector("a").textContent}`;

function go(cell) {
  if (!cell) return;
  here?.removeAttribute("tabindex");
  here = cell;
  cell.tabIndex = 0;
  cell.focus();
}

function addressOf(cell) {
  return `${table.dataset.book}${cell.parentElement.id.slice(1)}/${itemOf(cell)}/`;
}

async function load(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}

async function open(cell, key = "") {
  typing = key;
  const part = await load(`${addressOf(cell)}cell/`);
  const typed = typing;
  typing = null;
  if (!part) return say("The mark could not be loaded. Load the page again.");
  dialog.innerHTML = part;
  if (!dialog.open) dialog.showModal();
  const first = dialog.querySelector("select, input:not([type=hidden])");
  if (!first) return dialog.querySelector("[data-close]").focus();
  first.focus();
  if (typed && first.matches("input")) first.value = typed;
  else first.select?.();
}

function say(words) {
  said.textContent = words;
}

async function send(form) {
  const cell = here;
  const [row, column] = place(cell);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
  } catch {
    return complain(form, "There is no connection. Nothing was recorded; try again.");
  }
  if (answer.status === 422) {
    dialog.innerHTML = await answer.text();
    return (dialog.querySelector("[aria-invalid=true], .has-error input") ?? dialog.querySelector("input:not([type=hidden])"))?.focus();
  }
  if (!answer.ok) return complain(form, "It was not recorded. Load the page again.");
  const parsed = document.createElement("template");
  parsed.innerHTML = `<table><tbody>${await answer.text()}</tbody></table>`;
  cell.parentElement.replaceWith(parsed.content.querySelector("tr"));
  here = null;
  say(`Recorded: ${wordsOf(at(row, column))}, ${at(row, column).textContent}.`);
  dialog.close();
  go(at(row + 1, column) ?? at(row, column));
}

function complain(form, words) {
  const notice = form.querySelector("[role=alert]") ?? form.insertBefore(document.createElement("p"), form.firstChild);
  notice.className = "notice error";
  notice.setAttribute("role", "alert");
  notice.textContent = words;
}

function onKey(event) {
  const cell = event.target.closest("td");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing !== null) {
    event.preventDefault();
    if (/^[0-9.,]$/.test(event.key)) typing += event.key;
    return;
  }
  const [row, column] = place(cell);
  const step = STEPS[event.key];
  if (step) {
    event.preventDefault();
    const next = at(row + step[0], column + step[1]);
    if (next?.matches("td")) go(next);
  } else if (event.key === "Home" || event.key === "End") {
    event.preventDefault();
    go(at(row, event.key === "Home" ? 1 : table.tHead.rows[0].cells.length - 1));
  } else if (column >= MARKS && event.key === "Enter") {
    event.preventDefault();
    open(cell);
  } else if (column >= MARKS && "records" in table.dataset && /^[0-9]$/.test(event.key)) {
    event.preventDefault();
    open(cell, event.key);
  }
}

if (table && dialog) {
  table.setAttribute("role", "grid");
  document.querySelector("[data-with-script]").hidden = false;
  here = at(0, MARKS) ?? null;
  if (here) here.tabIndex = 0;
  bodyOf().addEventListener("keydown", onKey);
  bodyOf().addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    if (!cell) return;
    go(cell);
    if (cell.cellIndex >= MARKS) open(cell);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target);
  });
  dialog.addEventListener("close", () => here?.focus());
  // What stays in view does not cover the cell that the focus goes to.
  const corner = table.tHead.rows[0].cells[0];
  new ResizeObserver(() => {
    region.style.scrollPaddingLeft = `${corner.offsetWidth}px`;
    region.style.scrollPaddingTop = `${corner.offsetHeight}px`;
  }).observe(corner);
}
