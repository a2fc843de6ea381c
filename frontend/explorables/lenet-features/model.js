// The state of the drawing: a digit of the test set, or what the reader has drawn, and what LeNet sees in it. Pure.

import { choice } from "../kit/state.js";
import { SIDE, lookAt } from "./network.js";

const LEVELS = 4; // of grey in the address
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const EMPTY = new Array(SIDE * SIDE).fill(0);
export const SAMPLES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "own"];

/** 784 greys of four levels, three to a letter, with the rows of nothing at the end left out. */
const drawing = {
  plain: EMPTY,
  read: (text) => (typeof text === "string" && /^[\w-]{0,262}$/.test(text) ? decoded(text) : null),
  write: encoded,
};

export const FIELDS = { sample: choice("7", SAMPLES), kind: choice("modern", ["modern", "classic"]), drawn: drawing };

function encoded(pixels) {
  let text = "";
  for (let at = 0; at < pixels.length; at += 3) {
    const [a, b = 0, c = 0] = pixels.slice(at, at + 3).map((x) => Math.round(x * (LEVELS - 1)));
    text += LETTERS[a * 16 + b * 4 + c];
  }
  return text.replace(/A+$/, "");
}

function decoded(text) {
  const levels = [...text].flatMap((letter) => {
    const code = LETTERS.indexOf(letter);
    return [Math.floor(code / 16), Math.floor(code / 4) % 4, code % 4];
  });
  return EMPTY.map((_, at) => (levels[at] ?? 0) / (LEVELS - 1));
}

/** The picture moved so that the middle of its ink lies in the middle, as MNIST's were. */
export function centred(pixels) {
  const total = pixels.reduce((sum, x) => sum + x, 0);
  if (total === 0) return pixels;
  const middle = (of) => pixels.reduce((sum, x, at) => sum + x * of(at), 0) / total;
  const down = Math.round((SIDE - 1) / 2 - middle((at) => Math.floor(at / SIDE)));
  const right = Math.round((SIDE - 1) / 2 - middle((at) => at % SIDE));
  return pixels.map((_, at) => {
    const [row, column] = [Math.floor(at / SIDE) - down, (at % SIDE) - right];
    return row >= 0 && row < SIDE && column >= 0 && column < SIDE ? pixels[row * SIDE + column] : 0;
  });
}

/** A stroke of a round brush between two places [column, row] of the picture; ink only grows. */
export function stroke(pixels, from, to, radius = 1.1) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  return pixels.map((old, at) => {
    const [x, y] = [(at % SIDE) + 0.5 - from[0], Math.floor(at / SIDE) + 0.5 - from[1]];
    const share = length === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / length));
    const away = Math.hypot(x - share * dx, y - share * dy);
    return Math.max(old, Math.min(1, Math.max(0, radius + 0.5 - away)));
  });
}

/** The model, for a network and ten pictures; in the page both come from the bundle. */
export function see(state, net, samples) {
  const picture = state.sample === "own" ? centred(state.drawn) : samples[Number(state.sample)];
  const seen = lookAt(state.loaded?.net ?? net, picture, state.kind);
  const answer = seen.probabilities.indexOf(Math.max(...seen.probabilities));
  return { picture, seen, answer, net: state.loaded?.net ?? net };
}
