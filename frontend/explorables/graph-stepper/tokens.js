// Splits an expression, written as Python writes it, into tokens. Every error points at a place in the text.

/** What is wrong with an expression, and at which character (counted from 0). */
export class ExpressionError extends Error {
  constructor(message, at) {
    super(message);
    this.name = "ExpressionError";
    this.at = at;
  }
}

const BLANK = /[ \t\r\u00a0]+|#[^\n]*/y;
const NUMBER = /(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const SYMBOL = /\*\*=|\+=|-=|\*=|\/=|\*\*|\/\/|==|[-+*/().,=;]/y;

const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global " +
    "if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

const ADVICE = {
  "^": "Python writes a power as **. Write ** in place of ^.",
  "×": "Python multiplies with *. Write * in place of ×.",
  "·": "Python multiplies with *. Write * in place of ·.",
  "−": "This is the long minus sign of print. Write the hyphen - in its place.",
  "–": "This is a dash. Write the hyphen - in its place.",
  "÷": "Python divides with /. Write / in place of ÷.",
  "[": "Square brackets have no use here. Write round ones: ( and ).",
  "]": "Square brackets have no use here. Write round ones: ( and ).",
  "%": "A Value has no remainder %. It has + - * / and **.",
  "@": "A Value is one number: there is no matrix product @.",
  '"': "There is no text here, only numbers and names: leave the quotation mark out.",
  "'": "There is no text here, only numbers and names: leave the quotation mark out.",
};

/** The tokens of a text: `{kind, text, start, end}`, where kind is number, name, symbol, line or end. */
export function tokenize(text) {
  const tokens = [];
  let open = 0; // inside brackets a new line is only a blank, as in Python
  let at = 0;
  const match = (pattern) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind, found) => {
    tokens.push({ kind, text: found, start: at, end: at + found.length });
    at += found.length;
  };

  while (at < text.length) {
    const blank = match(BLANK);
    if (blank) {
      at += blank.length;
    } else if (text[at] === "\n") {
      if (open > 0) at += 1;
      else push("line", "\n");
    } else {
      const [kind, found] = readOne(match, text, at);
      if (found === "(") open += 1;
      if (found === ")") open = Math.max(0, open - 1);
      push(kind, found);
    }
  }
  tokens.push({ kind: "end", text: "", start: text.length, end: text.length });
  return tokens;
}

function readOne(match, text, at) {
  const number = match(NUMBER);
  if (number) {
    checkNumber(number, at);
    return ["number", number];
  }
  const name = match(NAME);
  if (name) {
    if (KEYWORDS.has(name))
      throw new ExpressionError(`${name} is a word of Python itself, so it cannot be a name.`, at);
    return ["name", name];
  }
  const symbol = match(SYMBOL);
  if (!symbol) {
    const character = String.fromCodePoint(text.codePointAt(at));
    throw new ExpressionError(ADVICE[character] ?? `The character ${character} has no meaning here.`, at);
  }
  if (symbol === "//") throw new ExpressionError("A Value has no whole-number division //. Write / to divide.", at);
  if (symbol === "==") throw new ExpressionError("Write one = to give a name to a result.", at);
  if (symbol === ",") throw new ExpressionError("A comma has no use here: write one result after the other.", at);
  return [symbol === ";" ? "line" : "symbol", symbol];
}

function checkNumber(number, at) {
  const value = readNumber(number);
  if (Number.isNaN(value)) throw new ExpressionError(`${number} is not a number that Python reads.`, at);
  if (!Number.isFinite(value)) throw new ExpressionError(`${number} is too large for a 64-bit float.`, at);
}

/** The value of a number as Python writes it: 2, 0.5, .5, 1e-3 or 1_000. NaN where it is none. */
export function readNumber(text) {
  const wellFormed = /^(\d+(_\d+)*)?\.?(\d+(_\d+)*)?([eE][+-]?\d+)?$/.test(text) && !/^0\d+$/.test(text);
  return wellFormed ? Number(text.replaceAll("_", "")) : NaN;
}
