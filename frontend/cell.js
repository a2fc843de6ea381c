// The editor of a block in a lecture. Loaded when the first block is opened, for it is large.
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { drawSelection, keymap } from "@codemirror/view";
import { codeEditor } from "./code-editor.js";

// No line numbers and no folding: a block is short. Escape, then Tab, leaves it.
const more = [history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap])];
window.chainruleCell = (options) => codeEditor({ ...options, more });
