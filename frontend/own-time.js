// Beside a time of the course stands the reader's own, where their clock shows another one.
const written = (at) => at.toLocaleString("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

// Minutes that a time such as 2026-02-12T10:00:00+04:00 is ahead of UTC.
export function aheadOfUtc(text) {
  const found = /([+-])(\d\d):(\d\d)$/.exec(text);
  return found ? Number(`${found[1]}1`) * (Number(found[2]) * 60 + Number(found[3])) : 0;
}

// What stands beside it; nothing where both clocks show the same.
export function beside(text, zone) {
  const at = new Date(text);
  return -at.getTimezoneOffset() === aheadOfUtc(text) ? "" : ` in ${zone}; ${written(at)} by your clock`;
}

export function ownTime(time) {
  const words = beside(time.dateTime, time.dataset.zone);
  if (!words || time.querySelector(".own-time")) return;
  const own = document.createElement("span");
  own.className = "own-time quiet";
  own.textContent = words;
  time.append(own);
}
