// Reads the arithmetic that chainrule.autograd.Value accepts, in Python's syntax, into a tree.
//
//   program   = statement { (";" | newline) statement }
//   statement = [ name ("=" | "+=" | "-=" | "*=" | "/=" | "**=") ] sum
//   sum       = product { ("+" | "-") product }
//   product   = signed { ("*" | "/") signed }
//   signed    = ("-" | "+") signed | power
//   power     = call [ "**" signed ]                so that -a**2 is -(a**2), as in Python
//   call      = atom { "." method "(" ")" }
//   atom      = number | name | function "(" sum ")" | "Value(" number ")" | "(" sum ")"

import { ExpressionError, readNumber, tokenize } from "./tokens.js";

export const FUNCTIONS = ["exp", "log", "tanh", "relu", "sigmoid"];
export const LONGEST = 600; // characters

const ASSIGNMENTS = ["=", "+=", "-=", "*=", "/=", "**="];
const MODULES = ["math", "np", "numpy", "torch", "F"];
const RUN_BY_BUTTONS = ["backward", "zero_grad"];
const KNOWN = `What there is: ${FUNCTIONS.join(", ")}.`;

/**
 * The statements of a program, each `{target, operation, tree, start, end}`.
 *
 * A tree is `{kind: "number", value}`, `{kind: "name", name}`, `{kind: "leaf", value}` for Value(2.0),
 * `{kind: "sign", operation, of}`, `{kind: "function", operation, of}` or `{kind: "binary", operation, left, right}`;
 * each has `start` and `end`, its place in the text. Throws ExpressionError.
 */
export function parse(text) {
  if (text.length > LONGEST) {
    throw new ExpressionError(`This is ${text.length} characters long. Up to ${LONGEST} can be drawn.`, LONGEST);
  }
  const reader = new Reader(tokenize(text));
  const statements = [];
  while (reader.now.kind !== "end") {
    if (reader.now.kind === "line") reader.next();
    else statements.push(readStatement(reader));
  }
  if (statements.length === 0) throw new ExpressionError("Type an expression, for example (a*b + c).tanh().", 0);
  return statements;
}

class Reader {
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }
  get now() {
    return this.tokens[this.at];
  }
  get after() {
    return this.tokens[this.at + 1];
  }
  next() {
    return this.tokens[this.at++];
  }
  sees(...texts) {
    return this.now.kind === "symbol" && texts.includes(this.now.text);
  }
  takes(text) {
    return this.sees(text) ? this.next() : null;
  }
}

function readStatement(reader) {
  const start = reader.now.start;
  let target = null;
  let operation = null;
  if (reader.now.kind === "name" && reader.after.kind === "symbol" && ASSIGNMENTS.includes(reader.after.text)) {
    target = reader.next().text;
    if (isTaken(target)) throw new ExpressionError(`${target} is a function here and cannot be a name.`, start);
    operation = reader.next().text.slice(0, -1) || null; // "+=" adds to what the name holds, "=" does not
  }
  const tree = readSum(reader);
  if (reader.now.kind !== "line" && reader.now.kind !== "end") throw leftOver(reader);
  return { target, operation, tree, start, end: tree.end };
}

const readSum = (reader) => readChain(reader, ["+", "-"], readProduct);
const readProduct = (reader) => readChain(reader, ["*", "/"], readSigned);

function readChain(reader, operations, readPart) {
  let left = readPart(reader);
  while (reader.sees(...operations)) {
    const operation = reader.next().text;
    const right = readPart(reader);
    left = { kind: "binary", operation, left, right, start: left.start, end: right.end };
  }
  return left;
}

function readSigned(reader) {
  if (!reader.sees("-", "+")) return readPower(reader);
  const sign = reader.next();
  const of = readSigned(reader);
  return { kind: "sign", operation: sign.text, of, start: sign.start, end: of.end };
}

function readPower(reader) {
  const left = readCall(reader);
  if (!reader.takes("**")) return left;
  const right = readSigned(reader);
  return { kind: "binary", operation: "**", left, right, start: left.start, end: right.end };
}

function readCall(reader) {
  let tree = readAtom(reader);
  while (reader.takes(".")) {
    const name = reader.next();
    if (name.kind !== "name")
      throw new ExpressionError("After the point comes a method, for example .tanh().", name.start);
    if (tree.kind === "name" && MODULES.includes(tree.name)) {
      throw new ExpressionError(`Leave ${tree.name}. out: write ${name.text}(x) or x.${name.text}().`, tree.start);
    }
    checkFunction(name);
    if (!reader.takes("(")) throw new ExpressionError(`A method is called with brackets: .${name.text}()`, name.end);
    if (!reader.sees(")")) {
      throw new ExpressionError(`.${name.text}() takes nothing between its brackets.`, reader.now.start);
    }
    tree = { kind: "function", operation: name.text, of: tree, start: tree.start, end: reader.next().end };
  }
  return tree;
}

function readAtom(reader) {
  const token = reader.next();
  if (token.kind === "number") {
    return { kind: "number", value: readNumber(token.text), start: token.start, end: token.end };
  }
  if (token.kind === "name" && reader.sees("(")) return readFunction(reader, token);
  if (token.kind === "name") {
    if (isTaken(token.text)) {
      const how = token.text === "Value" ? "Value(2.0)" : `${token.text}(x) or x.${token.text}()`;
      throw new ExpressionError(`${token.text} is a function here: write ${how}.`, token.start);
    }
    return { kind: "name", name: token.text, start: token.start, end: token.end };
  }
  if (token.kind === "symbol" && token.text === "(") {
    if (reader.sees(")")) throw new ExpressionError("There is nothing between these brackets.", token.start);
    const tree = readSum(reader);
    const close = closeBracket(reader, token);
    return { ...tree, start: token.start, end: close.end };
  }
  throw missingValue(token);
}

function readFunction(reader, name) {
  const open = reader.next();
  if (name.text === "Value") return readLeaf(reader, name, open);
  checkFunction(name);
  if (reader.sees(")")) throw new ExpressionError(`${name.text}() needs something between its brackets.`, open.start);
  const of = readSum(reader);
  return { kind: "function", operation: name.text, of, start: name.start, end: closeBracket(reader, open).end };
}

function readLeaf(reader, name, open) {
  const at = reader.now.start;
  const sign = reader.takes("-") ? -1 : 1;
  const number = reader.next();
  if (number.kind !== "number") throw new ExpressionError("Value( ) takes one number, for example Value(2.0).", at);
  return {
    kind: "leaf",
    value: sign * readNumber(number.text),
    start: name.start,
    end: closeBracket(reader, open).end,
  };
}

function closeBracket(reader, open) {
  const close = reader.takes(")");
  if (close) return close;
  if (reader.now.kind === "end" || reader.now.kind === "line") {
    throw new ExpressionError("This bracket is never closed.", open.start);
  }
  throw leftOver(reader);
}

const isTaken = (name) => name === "Value" || FUNCTIONS.includes(name);

function checkFunction(name) {
  if (FUNCTIONS.includes(name.text)) return;
  let help = `A Value has no ${name.text}. ${KNOWN}`;
  if (RUN_BY_BUTTONS.includes(name.text)) help = `The buttons below run ${name.text}(). Leave it out here.`;
  if (name.text === "sqrt") help = "A Value has no sqrt. Write x ** 0.5.";
  if (name.text === "grad" || name.text === "data")
    help = `.${name.text} is what the picture shows. Leave it out here.`;
  throw new ExpressionError(help, name.start);
}

function missingValue(token) {
  if (token.kind === "end" || token.kind === "line") {
    return new ExpressionError("The expression stops here: a number or a name should follow.", token.start);
  }
  return new ExpressionError(`A number or a name should stand before ${token.text}.`, token.start);
}

function leftOver(reader) {
  const { kind, text, start } = reader.now;
  if (text === ")") return new ExpressionError("This bracket closes nothing.", start);
  if (ASSIGNMENTS.includes(text)) return new ExpressionError(`Only a name can stand before ${text}.`, start);
  if (kind === "number" || kind === "name" || text === "(") {
    return new ExpressionError(`Something is missing before ${text}: write * to multiply.`, start);
  }
  return new ExpressionError(`${text} is not expected here.`, start);
}
