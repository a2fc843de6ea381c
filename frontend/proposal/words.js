// How many words a text has, by the rule of campus/project/proposal.py: what stands between blanks and holds a letter or
// a digit.
export function countWords(text) {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

// What is said beside a field, by the words of `length_problem` there.
export function lengthWords(words, least, most) {
  const counted = `${words} word${words === 1 ? "" : "s"}`;
  if (words < least) return `${counted}: at least ${least - words} more needed.`;
  if (words > most) return `${counted}: ${words - most} too many.`;
  return `${counted}.`;
}

// Keep the count beside a field up to date.
export function countBeside(field) {
  const shown = field.closest(".field").querySelector("[data-count]");
  if (!shown) return;
  const { least, most } = shown.dataset;
  const show = () => { shown.textContent = lengthWords(countWords(field.value), Number(least), Number(most)); };
  field.addEventListener("input", show);
  field.addEventListener("count", show); // the text was put there, not typed
  show();
}
