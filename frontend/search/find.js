// Search over the sections of all lectures: pure, so that it is tested without a browser.
// A section is { at, lecture, title, text }; `plain` folds case and accents, which keeps the length of Latin text.

const MARKS = /\p{M}/gu;

export const plain = (text) => [...text.toLowerCase()].map((sign) => sign.normalize("NFD").replace(MARKS, "") || sign).join("");
export const words = (query) => [...new Set(plain(query).split(/\s+/).filter(Boolean))];

const isStart = (text, place) => place === 0 || !/[\p{L}\p{N}]/u.test(text[place - 1]);

// How well a text has a word: 2 where a word of it begins so, 1 where it stands inside of one, 0 where it is not there.
function weight(text, word) {
  let best = 0;
  for (let place = text.indexOf(word); place >= 0; place = text.indexOf(word, place + 1)) {
    if (isStart(text, place)) return 2;
    best = 1;
  }
  return best;
}

function score(section, asked) {
  let sum = 0;
  for (const word of asked) {
    const here = 20 * weight(plain(section.title), word) + 4 * weight(plain(section.lecture), word) + weight(plain(section.text), word);
    if (here === 0) return 0; // every word must be there
    sum += here;
  }
  return sum;
}

// The sections that have every word of the query, the best first; among equals in the order of the course.
export function found(sections, query, most = 30) {
  const asked = words(query);
  if (asked.length === 0) return [];
  return sections
    .map((section) => ({ section, score: score(section, asked) }))
    .filter((each) => each.score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, most)
    .map((each) => each.section);
}

// Where most words of the query stand within `length` of each other, the first such place.
function densest(folded, asked, length) {
  let best = { first: 0, count: 0 };
  for (const word of asked) {
    for (let first = folded.indexOf(word); first >= 0; first = folded.indexOf(word, first + 1)) {
      const near = folded.slice(first, first + length);
      const count = asked.filter((each) => near.includes(each)).length;
      if (count > best.count || (count === best.count && first < best.first)) best = { first, count };
    }
  }
  return best.first;
}

// A piece of the text where the query's words stand together, in parts: [text, is a word of the query].
export function excerpt(text, query, length = 180) {
  const asked = words(query).sort((one, other) => other.length - one.length);
  const folded = plain(text);
  const first = densest(folded, asked, length / 2);
  let from = Math.max(0, first - Math.floor(length / 3));
  if (from > 0) from = text.indexOf(" ", from) + 1 || from;
  if (from > first) from = first;
  let to = Math.min(text.length, from + length);
  if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), first + 1);
  const parts = from > 0 ? [["… ", false]] : [];
  for (let place = from; place < to; ) {
    const word = asked.find((each) => folded.startsWith(each, place));
    const end = word ? place + word.length : place + 1;
    const last = parts.at(-1);
    if (!word && last && !last[1]) last[0] += text.slice(place, end);
    else parts.push([text.slice(place, end), Boolean(word)]);
    place = end;
  }
  if (to < text.length) parts.push([" …", false]);
  return parts;
}
