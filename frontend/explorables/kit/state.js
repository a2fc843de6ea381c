// What an explorable's state is made of, and how it stands in attributes of the page and in the address. Pure.

// A field is `{plain, read(text), write(value)}`: the value where nothing is said, a value from its text (null for a
// text that is none), and the text of a value.

/** A finite number within bounds. */
export function number(plain, { least = -Infinity, most = Infinity } = {}) {
  const read = (text) => {
    const x = toNumber(text);
    return x === null || x < least || x > most ? null : x;
  };
  return { plain, read, write: String, least, most };
}

/** A whole number from 0 to `most`; a larger one is taken as `most`. */
export function count(plain, most) {
  return { plain, read: (text) => toCount(text, most), write: String, least: 0, most };
}

/** One of several words. */
export function choice(plain, options) {
  return { plain, read: (text) => (options.includes(text) ? text : null), write: String, options };
}

/** On or off: yes or no. */
export function flag(plain = false) {
  return { plain, read: (text) => ({ yes: true, no: false })[text] ?? null, write: (isOn) => (isOn ? "yes" : "no") };
}

/** A text of limited length. */
export function words(plain, longest = 600) {
  return { plain, read: (text) => (typeof text === "string" && text.length <= longest ? text : null), write: String };
}

/** Numbers with commas between them: a vector, a point, the sizes of layers. */
export function numbers(plain, { fewest = 0, most = 1000, read: one = toNumber } = {}) {
  const read = (text) => {
    if (typeof text !== "string") return null;
    const list = text.trim() === "" ? [] : text.split(/[,\s]+/).map(one);
    return list.includes(null) || list.length < fewest || list.length > most ? null : list;
  };
  return { plain, read, write: (list) => list.join(",") };
}

/** A matrix: rows with semicolons between them. */
export function matrix(plain, { rows = 100, columns = 100 } = {}) {
  const read = (text) => {
    if (typeof text !== "string") return null;
    const lines = text.split(";").map((line) =>
      line
        .trim()
        .split(/[,\s]+/)
        .map(toNumber),
    );
    const isWhole = lines.every((line) => line.length === lines[0].length && !line.includes(null));
    return isWhole && lines.length <= rows && lines[0].length <= columns ? lines : null;
  };
  return { plain, read, write: (lines) => lines.map((line) => line.join(",")).join(";") };
}

/** What the page's author wrote into the data attributes, and the plain value of every other field. */
export function fromDataset(fields, dataset) {
  return mapFields(fields, (field, name) => field.read(dataset[name]) ?? field.plain);
}

/** The state that an address holds under a key, or null where it holds none. What cannot be read is as in `initial`. */
export function readAddress(fields, search, key, initial) {
  const query = new URLSearchParams(search);
  if (![...query.keys()].some((name) => name.startsWith(`${key}.`))) return null;
  return mapFields(fields, (field, name) => field.read(query.get(`${key}.${name}`) ?? undefined) ?? initial[name]);
}

/** The address's query with a state under a key: what differs from `initial`, and nothing where all is as there. */
export function writeAddress(fields, search, key, state, initial) {
  const query = withoutKey(search, key);
  for (const [name, field] of Object.entries(fields)) {
    const text = field.write(state[name]);
    if (text !== field.write(initial[name])) query.set(`${key}.${name}`, text);
  }
  return asSearch(query);
}

/** A query without what stands under a key. */
export function withoutKey(search, key) {
  const query = new URLSearchParams(search);
  for (const name of [...query.keys()]) if (name === key || name.startsWith(`${key}.`)) query.delete(name);
  return query;
}

/** "?a=1", or nothing. */
export function asSearch(query) {
  const text = query.toString();
  return text ? `?${text}` : "";
}

/** Which of an explorable's parts are shown: those that `show` names, in their own order, or all without it. */
export function shownParts(show, parts) {
  const wanted = (show ?? "").split(/[\s,]+/).filter(Boolean);
  return wanted.length ? parts.filter((part) => wanted.includes(part)) : parts;
}

/** A finite number, or null. */
export function toNumber(text) {
  const isNumber = typeof text === "string" && text.trim() !== "" && Number.isFinite(Number(text));
  return isNumber ? Number(text) : null;
}

/** A whole number of at most nine digits, no more than `most`, or null. */
export function toCount(text, most) {
  return /^\d{1,9}$/.test(text ?? "") ? Math.min(Number(text), most) : null;
}

function mapFields(fields, make) {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, make(field, name)]));
}
