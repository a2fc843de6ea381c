// Words of the text and parts of the picture point at each other: `[the error](#receipt:e)` in the lecture, and
// data-part="e" on whatever shows it in the explorable with id=receipt.

/** Lights up what a word of the text names while the word is pointed at or has the focus, and the other way round. */
export function joinText(root) {
  if (!root.id) return;
  const words = [...document.querySelectorAll("a[data-part]")].filter((each) => each.hash === `#${root.id}`);
  if (words.length === 0) return;
  const light = (part, isOn) => {
    for (const each of root.querySelectorAll("[data-part]")) mark(each, isOn && each.dataset.part === part);
    for (const each of words) mark(each, isOn && each.dataset.part === part);
  };
  for (const word of words) {
    for (const event of ["pointerenter", "focus"]) word.addEventListener(event, () => light(word.dataset.part, true));
    for (const event of ["pointerleave", "blur"]) word.addEventListener(event, () => light(word.dataset.part, false));
  }
  const partAt = ({ target }) => target.closest?.("[data-part]")?.dataset.part;
  for (const event of ["pointerover", "focusin"]) root.addEventListener(event, (it) => light(partAt(it), true));
  for (const event of ["pointerleave", "focusout"]) root.addEventListener(event, (it) => light(partAt(it), false));
}

function mark(element, isOn) {
  element.classList.toggle("ex-lit", isOn);
}
