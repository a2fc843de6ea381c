// The blocks that a reader changed, kept in this browser for one reader of one lecture. A change is one of a certain
// text: where the author has changed that since, it counts no more.

export function changesIn(storage, key) {
  let known = {};
  try { known = JSON.parse(storage.getItem(key)) ?? {}; } catch { /* storage is off: nothing is known */ }
  const write = () => {
    try {
      if (Object.keys(known).length) storage.setItem(key, JSON.stringify(known));
      else storage.removeItem(key);
    } catch { /* then it is forgotten with the page */ }
  };
  return {
    // The block's text as the reader left it; undefined where it is the page's own.
    of: (index, original) => (known[index]?.from === original && known[index].to !== original ? known[index].to : undefined),
    set: (index, original, text) => {
      if (text === original) delete known[index];
      else known[index] = { from: original, to: text };
      write();
    },
  };
}
