// `try` boxes and exercises that take an answer. The reader commits, is told whether it is right (in an exercise nothing
// judges), and the answer with its reason unfolds; so it does for who gives up, and not before. Answers are kept: on the
// server for who has signed in, else in this browser. They never count.

const SIGNS = /[\u2212\u2012\u2013]/g; // minus and dashes, as a keyboard or a paste may give them

// The number that somebody typed: "-4", "−7,33", "22/3", "3e-4"; NaN for anything else.
export function numberIn(text) {
  const plain = text.trim().replace(SIGNS, "-").replace(/(\d),(\d)/, "$1.$2").replace(/\s+/g, "");
  const parts = plain.split("/");
  if (parts.length > 2 || !parts.every((part) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part))) return NaN;
  const [above, below = 1] = parts.map(Number);
  return above / below;
}

// Whether a number is the right one. Within rounding of the key's last decimal, and of binary fractions.
export function isRight(number, key, within) {
  return Math.abs(number - key) <= within * (1 + 1e-9) + 1e-9 * Math.abs(key);
}

function verdict(form, answer) {
  if (form.dataset.choice) return { right: answer === form.dataset.choice };
  const number = numberIn(answer);
  if (Number.isNaN(number)) return { unread: true };
  return { right: isRight(number, Number(form.dataset.number), Number(form.dataset.within)) };
}

function given(form) {
  return form.dataset.choice ? (form.querySelector("input:checked")?.value ?? "") : form.querySelector("input").value.trim();
}

const AS_IT_IS = "[data-present], .with-answers";
const answerBox = (form) => form.parentElement.querySelector("details.box-answer");

// Keeps the answer of a form's box out of sight, until what this gives is called: `reveal()` unfolds it, too. While
// presenting, and where the page shows every answer, it stays a box that opens by a click; so it is without a script.
export function holdBack(form) {
  const details = answerBox(form);
  const giveUp = Object.assign(document.createElement("button"), { type: "button", className: "button small plain", textContent: "Give up: show the answer" });
  const reveal = (unfold = true) => {
    giveUp.remove();
    delete details.dataset.held;
    if (unfold) details.open = true;
  };
  if (form.closest(AS_IT_IS)) return reveal;
  details.dataset.held = "";
  details.id ||= `answer-${form.dataset.ask}`;
  opens(giveUp, details);
  giveUp.addEventListener("click", () => {
    reveal();
    details.querySelector("summary").focus();
  });
  form.querySelector("button").after(giveUp);
  return reveal;
}

// Says of a button, to who does not see it, whether the answer that it opens is open.
function opens(button, details) {
  const say = () => button.setAttribute("aria-expanded", String(details.open));
  button.setAttribute("aria-controls", details.id);
  details.addEventListener("toggle", say);
  say();
}

// An exercise's answer of one's own, beside the worked one: both can be seen.
function compare(form, before, keep) {
  if (form.closest(AS_IT_IS)) return;
  const area = form.querySelector("textarea");
  const details = answerBox(form);
  const reveal = holdBack(form);
  opens(form.querySelector("button"), details);
  form.hidden = false;
  if (before !== undefined) {
    area.value = before;
    reveal();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    area.value = area.value.trim();
    if (!area.reportValidity()) return; // nothing but blanks
    keep(form.dataset.ask, area.value);
    reveal();
    details.querySelector("summary").focus();
  });
}

function show(form, answer) {
  const { right, unread } = verdict(form, answer);
  const said = form.querySelector(".ask-said");
  form.dataset.verdict = unread ? "unread" : right ? "right" : "wrong";
  if (unread) {
    said.textContent = "Write a number, such as 0.5, −3 or 2/3.";
    return false;
  }
  said.textContent = right ? "Right." : form.dataset.choice ? "No, another one." : "No. Compare with the answer.";
  return true;
}

function fill(form, answer) {
  if (!form.dataset.choice) form.querySelector("input").value = answer;
  else form.querySelectorAll("input").forEach((choice) => (choice.checked = choice.value === answer));
}

// Where answers are kept: an address of the site, or this browser.
export function keeper(text) {
  const here = `chainrule:asked:${location.pathname.replace(/index\.html$/, "")}`;
  if (text.dataset.answers) {
    const token = document.querySelector("meta[name=csrf-token]").content;
    return {
      known: JSON.parse(text.dataset.answered || "{}"),
      keep: (ask, answer) =>
        fetch(text.dataset.answers, { method: "POST", body: new URLSearchParams({ ask, answer }), headers: { "X-CSRFToken": token }, keepalive: true }).catch(() => {}),
    };
  }
  const read = () => {
    try { return JSON.parse(localStorage.getItem(here)) ?? {}; } catch { return {}; } // storage is off: nothing is known
  };
  return {
    known: read(),
    keep: (ask, answer) => { // beside what another script of the page has kept meanwhile
      try { localStorage.setItem(here, JSON.stringify({ ...read(), [ask]: answer })); } catch { /* then it is forgotten */ }
    },
  };
}

export function takeAnswers(text) {
  const { known, keep } = keeper(text);
  text.querySelectorAll("form.ask:not([data-code])").forEach((form) => {
    const before = known[form.dataset.ask];
    const reveal = holdBack(form);
    if (before !== undefined) {
      fill(form, before);
      if (show(form, before)) reveal(false);
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const answer = given(form);
      if (!show(form, answer)) return;
      keep(form.dataset.ask, answer);
      reveal();
    });
  });
  text.querySelectorAll("form.own-answer").forEach((form) => compare(form, known[form.dataset.ask], keep));
}
