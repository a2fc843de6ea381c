// The proposal of a team: words are counted as one types, and the draft saves by itself. Without this script the form works
// as every form does.

import { saveByItself } from "./proposal/saving.js";
import { countBeside } from "./proposal/words.js";

for (const field of document.querySelectorAll("[data-answer]")) countBeside(field);
const form = document.querySelector("[data-proposal]:not([data-closed])");
if (form) saveByItself(form);
