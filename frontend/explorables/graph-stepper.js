// Turns every <div data-explorable="graph-stepper"> of the page into a computational graph that can be stepped through.

import { upgrade } from "./graph-stepper/stepper.js";

document.querySelectorAll('[data-explorable="graph-stepper"]').forEach((element, at) => {
  const named = /^[\w-]+$/.test(element.dataset.id ?? "") ? element.dataset.id : null;
  try {
    upgrade(element, named ?? `graph${at + 1}`);
  } catch (error) {
    reportError(error); // the others on the page shall work all the same
  }
});
