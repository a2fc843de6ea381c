// The place for a block's buttons: one row, made by whoever comes first.
export function toolsOf(source) {
  const there = source.querySelector(":scope > .code-tools");
  if (there) return there;
  const made = document.createElement("div");
  made.className = "code-tools";
  source.append(made);
  return made;
}
