// Beside a time of the course stands the reader's own, where their clock shows another one.
const written = (at) => at.toLocaleString("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const clock = (at) => at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
const two = (number) => String(number).padStart(2, "0");
const dayOf = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

// Minutes that a time such as 2026-02-12T10:00:00+04:00 is ahead of UTC.
export function aheadOfUtc(text) {
  const found = /([+-])(\d\d):(\d\d)$/.exec(text);
  return found ? Number(`${found[1]}1`) * (Number(found[2]) * 60 + Number(found[3])) : 0;
}

const differs = (text) => -new Date(text).getTimezoneOffset() !== aheadOfUtc(text);

// What stands beside it; nothing where both clocks show the same.
export function beside(text, zone) {
  return differs(text) ? ` in ${zone}; ${written(new Date(text))} by your clock` : "";
}

// The same after a text that has the course's hours already: the clock alone, with the day where it is another one.
export function alone(text, until) {
  if (!differs(text)) return "";
  const own = (one) => (dayOf(new Date(one)) === one.slice(0, 10) ? clock : written)(new Date(one));
  if (!until) return ` (${own(text)} by your clock)`;
  const to = dayOf(new Date(until)) === until.slice(0, 10) ? "–" : " to ";
  return ` (${own(text)}${to}${own(until)} by your clock)`;
}

export function ownTime(time) {
  if (time.matches(".own-time")) {
    time.textContent = alone(time.dateTime, time.dataset.until);
    return;
  }
  const words = beside(time.dateTime, time.dataset.zone);
  if (!words || time.querySelector(".own-time")) return;
  const own = document.createElement("span");
  own.className = "own-time quiet";
  own.textContent = words;
  time.append(own);
}
