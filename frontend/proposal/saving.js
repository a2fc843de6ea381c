// Saving by itself: some seconds after the last key, and when the page is left. The server compares each field with the
// version that it began from; where a classmate saved meanwhile, both texts stand side by side until somebody chooses.

const PAUSE = 2000; // milliseconds after the last key
const AGAIN = 10000; // after a failure

export function saveByItself(form) {
  const said = form.querySelector("[data-said]");
  const fields = new Map([...form.querySelectorAll("[data-field]")].map((section) => [section.dataset.field, fieldOf(section)]));
  let timer = null;
  let sending = false;
  let over = false;

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(() => send(), wait); };
  const isDirty = () => [...fields.values()].some((field) => field.dirty && !field.clashes);

  for (const field of fields.values()) {
    field.input.addEventListener("input", () => {
      field.dirty = true;
      said.textContent = "Not saved yet.";
      later(PAUSE);
    });
  }

  // A request that outlives its page holds 64 kB at most, so only the last one is sent that way.
  async function send(leaving = false) {
    if (sending || over || !isDirty()) return;
    sending = true;
    const sent = new Map();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("edition", form.elements.edition.value);
    for (const [id, field] of fields) {
      if (field.clashes) continue;
      sent.set(id, field.input.value);
      field.dirty = false;
      body.append(`answer-${id}`, field.input.value);
      body.append(`base-${id}`, field.base.value);
    }
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: leaving });
      if (!answer.ok) throw new Error(String(answer.status));
      take(await answer.json(), sent);
    } catch {
      for (const id of sent.keys()) fields.get(id).dirty = true;
      said.textContent = "Not saved: the server did not answer. Your text is still here; the page tries again.";
      later(AGAIN);
    }
    sending = false;
    if (isDirty()) later(PAUSE);
  }

  function take({ at, answers }, sent) {
    let open = 0;
    for (const [id, one] of Object.entries(answers)) {
      const field = fields.get(id);
      if (one.what === "clash") { field.clash(one, () => { later(0); }); open += 1; }
      else if (one.what === "refused") { field.refuse(one.why); over = true; }
      else if (one.what === "newer") {
        if (field.input.value !== sent.get(id)) continue; // typed since: the next answer says that both changed it
        field.base.value = one.number;
        field.show(one);
      } else if (one.number) field.base.value = one.number;
    }
    if (over) said.textContent = "Not saved. See the answers that are marked.";
    else said.textContent = open ? "A classmate saved another text of an answer. Choose below it." : `Saved at ${at}.`;
  }

  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(true); });
  form.dataset.ready = "yes";
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// One answer: its text, the version that it began from, and what stands beside it while two texts clash.
function fieldOf(section) {
  const input = section.querySelector("[data-answer]");
  const base = section.querySelector("input[type=hidden]");
  const place = section.querySelector("[data-clash]");
  const by = section.querySelector("[data-by]");
  const field = { input, base, dirty: false, clashes: false };

  field.show = ({ text, by: who, at }) => {
    input.value = text;
    input.dispatchEvent(new Event("count"));
    if (by) by.textContent = `${who}, ${at}`;
  };
  field.refuse = (why) => place.replaceChildren(element("p", { className: "error", role: "alert", textContent: why }));
  field.clash = (theirs, done) => {
    field.clashes = true;
    const choose = (text) => () => {
      input.value = text ?? input.value;
      input.dispatchEvent(new Event("count"));
      base.value = theirs.number;
      field.clashes = false;
      field.dirty = true;
      place.replaceChildren();
      input.focus();
      done();
    };
    const keep = element("button", { type: "button", className: "button small", textContent: "Save mine, as it stands below" });
    const take = element("button", { type: "button", className: "button small", textContent: "Take theirs" });
    keep.addEventListener("click", choose(null));
    take.addEventListener("click", choose(theirs.text));
    const words = element("strong", { textContent: `${theirs.by} saved another text at ${theirs.at}, while you wrote.` });
    const box = element(
      "div", { className: "notice warning", role: "alert" },
      element("p", {}, words, " Theirs is here, yours below. Neither is lost: both are kept under “Versions”."),
      element("pre", { className: "answer prose", textContent: theirs.text || "(empty)" }),
      element("div", { className: "row" }, keep, take),
    );
    place.replaceChildren(box);
  };
  return field;
}
