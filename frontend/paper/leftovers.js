// A paper was closed while this browser still held changes: they are sent all the same, and kept as late.

import { Outbox } from "./outbox.js";
import { Receipts, forgetOthers } from "./receipts.js";
import { Sender } from "./sender.js";
import { freshName } from "./tabs.js";

export async function sendLeftovers(place) {
  const attempt = Number(place.dataset.leftovers);
  const outbox = new Outbox(attempt);
  const left = await outbox.load();
  if (!left.length) return;
  place.hidden = false;
  await forgetOthers(place.dataset.student);
  const sender = new Sender({
    address: place.dataset.save,
    attempt,
    tab: freshName(),
    outbox,
    receipts: await new Receipts(attempt).load(),
    heard: () => {},
    renumber: () => {}, // the server has the number, and what is late counts for nothing
    tell: (what, reason) => {
      if (what === "saved" || what === "late") place.textContent = place.dataset.done;
      if (what === "refused") place.textContent = `This browser had changes that were not sent: ${reason}.`;
    },
  });
  await sender.flush();
}
