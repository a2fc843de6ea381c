// Turns every <div data-explorable="graph-stepper"> of the page into a computational graph that can be stepped through.

import { STEPPER } from "./graph-stepper/stepper.js";
import { define } from "./kit/explorable.js";

define("graph-stepper", STEPPER);
