// Five graphs worth stepping through.

export const PRESETS = [
  {
    title: "The product rule",
    expression: "left = x**2\nright = exp(x)\nleft * right",
    values: { x: 1 },
  },
  {
    title: "A value used twice",
    expression: "d = a * b\nd + d*c",
    values: { a: 2, b: -3, c: 4 },
  },
  {
    title: "A neuron",
    expression: "n = x1*w1 + x2*w2 + b\ntanh(n)",
    values: { x1: 2, w1: -3, x2: 0.5, w2: 1, b: 6 },
  },
  {
    title: "A sigmoid in pieces",
    expression: "1 / (1 + exp(-x))",
    values: { x: 0.5 },
  },
  {
    title: "micrograd’s README",
    expression: [
      "c = a + b",
      "d = a*b + b**3",
      "c += c + 1",
      "c += 1 + c + (-a)",
      "d += d*2 + (b + a).relu()",
      "d += 3*d + (b - a).relu()",
      "e = c - d",
      "f = e**2",
      "g = f / 2.0",
      "g += 10.0 / f",
    ].join("\n"),
    values: { a: -4, b: 2 },
  },
];
