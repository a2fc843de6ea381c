// Reads and writes the answer of a question's form controls, in the form that marking reads.

const parts = (section) => [...section.querySelectorAll("[data-part]")];

export function read(section) {
  const answer = {};
  for (const control of parts(section)) {
    const name = control.dataset.part;
    if (control.type === "radio") {
      if (control.checked) answer[name] = Number(control.value);
    } else if (control.tagName === "SELECT") {
      if (control.value) answer[name] = Number(control.value);
    } else if (control.value.trim()) {
      answer[name] = control.value;
    }
  }
  return Object.keys(answer).length ? answer : null;
}

export function write(section, answer) {
  for (const control of parts(section)) {
    const value = answer?.[control.dataset.part];
    if (control.type === "radio") control.checked = value === Number(control.value);
    else control.value = value ?? "";
  }
}

// A question with two parts (line and mend) is answered when both are.
export function isAnswered(section) {
  const names = new Set(parts(section).map((control) => control.dataset.part));
  return Object.keys(read(section) ?? {}).length === names.size;
}
