// Numbers as the page writes them: four significant digits, a true minus sign, the full value kept beside them.

const MINUS = "−";
const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/**
 * Four significant digits: 24.7041 is "24.70", 24.7 is "24.7", -6 is "−6", 1234567 is "1.235×10⁶".
 *
 * Zeros at the end stand only where the number was rounded, so that they tell an exact 24.7 from a rounded 24.70.
 */
export function short(x) {
  const { mantissa, exponent } = rounded(x);
  return exponent ? `${mantissa}×10${superscript(exponent)}` : mantissa;
}

/** `short` in as few characters as can be, for the picture: −6.797e−17. */
export function compact(x) {
  const { mantissa, exponent } = rounded(x);
  return exponent ? `${mantissa}e${String(exponent).replace("-", MINUS)}` : mantissa;
}

function rounded(x) {
  if (Number.isNaN(x)) return { mantissa: "NaN" };
  if (x < 0) return { ...rounded(-x), mantissa: MINUS + rounded(-x).mantissa };
  if (x === Infinity) return { mantissa: "∞" };
  if (x === 0) return { mantissa: "0" };
  if (x >= 9999.5 && x < 1e6) return { mantissa: String(Math.round(x)) };
  const scientific = x >= 1e6 || x < 1e-4;
  const [digits, exponent] = (scientific ? x.toExponential(3) : x.toPrecision(4)).split("e");
  const shown = exponent === undefined ? digits : `${digits}e${exponent}`;
  const exact = Math.abs(Number(shown) - x) <= 1e-12 * x;
  const mantissa = exact && digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
  return { mantissa, exponent: Number(exponent ?? 0) };
}

/** `short`, in brackets where it is negative, as a factor or a summand is written. */
export function factor(x) {
  return x < 0 ? `(${short(x)})` : short(x);
}

/** Every digit, in Python's notation but with a true minus sign: for titles and messages. */
export function plain(x) {
  return full(x).replaceAll("-", MINUS);
}

/** Every digit, so that the number can be read back exactly: for fields and links. */
export function full(x) {
  if (x === Infinity) return "∞";
  if (x === -Infinity) return "-∞";
  return String(x);
}

function superscript(exponent) {
  return [...String(exponent)].map((character) => SUPERSCRIPTS[character]).join("");
}
