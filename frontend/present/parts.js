// What a presentation decides, without a page.

// Elements in their order, parted before each section; what stands before the first is a part of its own.
export function parted(nodes) {
  const parts = [];
  for (const node of nodes) {
    if (!parts.length || node.tagName === "H2") parts.push([]);
    parts.at(-1).push(node);
  }
  return parts;
}

// How far to scroll within a part, in pixels; 0 where its end in this direction is on screen. A line stays in view.
export function turn({ top, view, height }, direction) {
  const left = direction > 0 ? height - view - top : top;
  return left <= 2 ? 0 : direction * Math.min(left, 0.85 * view);
}

// Seconds as minutes and seconds: 3725 is "62:05".
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
