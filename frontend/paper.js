// Papers: the page on which one is sat, and what a closed one still has to send.

import { sendLeftovers } from "./paper/leftovers.js";
import { sit } from "./paper/sit.js";

const paper = document.getElementById("paper");
if (paper) sit(paper);
const closed = document.querySelector("[data-leftovers]");
if (closed) sendLeftovers(closed);
