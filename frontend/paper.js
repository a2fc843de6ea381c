// Papers: the page on which one is sat, what a closed one still has to send, and the receipts that this browser kept.

import { sendLeftovers } from "./paper/leftovers.js";
import { offerKept } from "./paper/receipts.js";
import { sit } from "./paper/sit.js";

const paper = document.getElementById("paper");
if (paper) sit(paper);
const closed = document.querySelector("[data-leftovers]");
if (closed) sendLeftovers(closed);
const kept = document.querySelector("[data-kept-receipts]");
if (kept) offerKept(kept);
