// The hints of a lab's editor follow the cursor: those of the body that it stands in are moved below the editor.

import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";

const DEFINITIONS = ["FunctionDefinition", "ClassDefinition"];
const PARSING = 500; // milliseconds at most for a position that the editor has not read up to yet

// The qualified name of the function or class that a position stands in: "Value.tanh"; "" at the top of the file.
export function nameAt(state, position) {
  const names = [];
  const tree = ensureSyntaxTree(state, position, PARSING) ?? syntaxTree(state);
  for (let node = tree.resolveInner(position, 1); node; node = node.parent) {
    const name = DEFINITIONS.includes(node.name) && node.getChild("VariableName");
    if (name) names.unshift(state.doc.sliceString(name.from, name.to));
  }
  return names.join(".");
}

// Of the names that a lab builds, the one that this name is, or is inside of.
export const asked = (name, names) => names.find((one) => name === one || name.startsWith(`${one}.`)) ?? "";

// Moves the item of a name out of the list to `place`, and the one before back to where it was. The items are found
// by their ids each time: taking a hint replaces them.
export function follow(list, place) {
  const ids = new Map([...list.children].map((item) => [item.querySelector("code").textContent, item.id]));
  const order = [...ids.values()];
  let shown = "";
  return (state) => {
    const name = asked(nameAt(state, state.selection.main.head), [...ids.keys()]);
    if (name === shown || place.contains(document.activeElement)) return;
    shown = name;
    for (const item of [...place.querySelectorAll("li")]) {
      const after = order.slice(order.indexOf(item.id) + 1).map((id) => document.getElementById(id));
      list.insertBefore(item, after.find((one) => one?.parentElement === list) ?? null);
    }
    if (name) place.append(document.getElementById(ids.get(name)));
    place.hidden = !name;
  };
}
