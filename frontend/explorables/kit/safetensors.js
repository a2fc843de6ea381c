// Reads a `.safetensors` file in the page: the reader's own weights. Pure.
// The format: 8 bytes with the length of the header, the header as JSON, then the numbers of all tensors.
// Source: https://github.com/huggingface/safetensors#format

const LARGEST = 64 * 2 ** 20; // bytes
const COUNTER = "num_batches_tracked"; // of batch normalization: no weight, and no float
const MODEL = "model/"; // before the names of the weights in the checkpoint of a training, which holds more than them
const READERS = {
  F32: [4, (view, at) => view.getFloat32(at, true)],
  F64: [8, (view, at) => view.getFloat64(at, true)],
  F16: [2, (view, at) => halfToFloat(view.getUint16(at, true))],
  U8: [1, (view, at) => view.getUint8(at)],
  BF16: [2, (view, at) => toFloat(view.getUint16(at, true) << 16)],
};

/** What is wrong with a file, in words for its owner. */
export class FileError extends Error {}

/** The tensors of a file by name: `{shape, data}`, the data as Float64Array; of a checkpoint, those of its model.
 *  FileError for anything else. */
export function readSafetensors(buffer) {
  if (buffer.byteLength > LARGEST)
    throw new FileError(`The file has ${megabytes(buffer.byteLength)} MB; up to 64 are read.`);
  const view = new DataView(buffer);
  const length = buffer.byteLength < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (8 + length > buffer.byteLength) throw new FileError("This is no .safetensors file, or a part of it is missing.");
  const header = headerOf(new Uint8Array(buffer, 8, length));
  const all = Object.entries(header).filter(([name]) => name !== "__metadata__" && !name.endsWith(COUNTER));
  const model = all.filter(([name]) => name.startsWith(MODEL));
  const entries = model.length ? model.map(([name, entry]) => [name.slice(MODEL.length), entry]) : all;
  return new Map(entries.map(([name, entry]) => [name, tensorOf(name, entry, view, 8 + length)]));
}

function headerOf(bytes) {
  try {
    const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (header && typeof header === "object" && !Array.isArray(header)) return header;
  } catch {
    // said below
  }
  throw new FileError("This is no .safetensors file: its header cannot be read.");
}

function tensorOf(name, { dtype, shape, data_offsets: offsets }, view, start) {
  const [size, read] = READERS[dtype] ?? [];
  if (!read) throw new FileError(`${name} holds numbers of the kind ${dtype}. Save it as float32: model.float().`);
  const isList = (list) => Array.isArray(list) && list.every((x) => Number.isInteger(x) && x >= 0);
  if (!isList(shape) || !isList(offsets) || offsets.length !== 2)
    throw new FileError(`The header's entry for ${name} is broken.`);
  const count = shape.reduce((product, x) => product * x, 1);
  const [from, to] = offsets;
  if (to - from !== count * size || start + to > view.byteLength) {
    throw new FileError(`The numbers of ${name} are not all there: the file is damaged.`);
  }
  const data = new Float64Array(count);
  for (let at = 0; at < count; at += 1) data[at] = read(view, start + from + at * size);
  if (!data.every(Number.isFinite)) throw new FileError(`${name} holds NaN or infinity: that training ran away.`);
  return { shape, data };
}

const four = new DataView(new ArrayBuffer(4));

function toFloat(bits) {
  four.setInt32(0, bits, true);
  return four.getFloat32(0, true);
}

/** A float16: a sign, five bits of exponent, ten of fraction. */
function halfToFloat(bits) {
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  const value = exponent === 31 ? (fraction ? NaN : Infinity) : size;
  return bits & 0x8000 ? -value : value;
}

const megabytes = (bytes) => Math.round(bytes / 2 ** 20);

/** "(16, 2)", as Python writes a shape. */
export function shapeText(shape) {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}
