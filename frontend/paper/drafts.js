// What was typed a moment ago and is not in IndexedDB yet: kept at once, since a page that ends waits for nobody.

const name = (attempt) => `chainrule-drafts-${attempt}`;

export function keepDrafts(attempt, drafts) {
  try {
    if (drafts.size) localStorage.setItem(name(attempt), JSON.stringify([...drafts]));
    else localStorage.removeItem(name(attempt));
  } catch {
    // Without storage a page that ends within a second of the last key loses that second.
  }
}

// [item, answer] of what an earlier page did not get to keep.
export function draftsOf(attempt) {
  try {
    return JSON.parse(localStorage.getItem(name(attempt)) ?? "[]");
  } catch {
    return [];
  }
}
