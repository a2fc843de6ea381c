// The generator of Python's `random` and of PyTorch on the CPU (Mersenne Twister, MT19937), so that a seed gives the page
// the numbers that it gives the library. Pure.
// Source: M. Matsumoto, T. Nishimura, Mersenne Twister, ACM TOMACS (1998).

const N = 624;
const M = 397;

class Twister {
  constructor(seed) {
    this.state = new Uint32Array(N);
    this.state[0] = seed;
    for (let at = 1; at < N; at += 1) {
      const last = this.state[at - 1] ^ (this.state[at - 1] >>> 30);
      this.state[at] = Math.imul(1812433253, last) + at;
    }
    this.next = N;
  }

  /** 32 random bits. */
  bits() {
    if (this.next === N) this.refill();
    let x = this.state[this.next];
    this.next += 1;
    x ^= x >>> 11;
    x ^= (x << 7) & 0x9d2c5680;
    x ^= (x << 15) & 0xefc60000;
    return (x ^ (x >>> 18)) >>> 0;
  }

  refill() {
    const { state } = this;
    for (let at = 0; at < N; at += 1) {
      const y = (state[at] & 0x80000000) | (state[(at + 1) % N] & 0x7fffffff);
      state[at] = state[(at + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.next = 0;
  }
}

/** `torch.Generator().manual_seed(seed)`: `uniform(low, high)` as `tensor.uniform_` fills one float32 element. */
export function torchGenerator(seed) {
  const twister = new Twister(seed >>> 0);
  return {
    uniform(low, high) {
      const x = (twister.bits() & 0xffffff) / 0x1000000;
      return Math.fround(x * Math.fround(high - low) + Math.fround(low)); // rounded once, as by a fused multiply-add
    },
  };
}

/** `random.Random(seed)` for a seed from 0 to 2^32 - 1: random, gauss, shuffle, as Python draws them. */
export function pythonRandom(seed) {
  const twister = new Twister(19650218);
  byKey(twister.state, seed >>> 0);
  let spare = null;
  const random = () => ((twister.bits() >>> 5) * 67108864 + (twister.bits() >>> 6)) / 9007199254740992;
  const below = (bound) => {
    const bits = 32 - Math.clz32(bound);
    for (;;) {
      const drawn = twister.bits() >>> (32 - bits);
      if (drawn < bound) return drawn;
    }
  };
  return {
    random,
    gauss(mean, deviation) {
      let z = spare;
      spare = null;
      if (z === null) {
        const angle = random() * 2 * Math.PI;
        const radius = Math.sqrt(-2 * Math.log(1 - random()));
        z = Math.cos(angle) * radius;
        spare = Math.sin(angle) * radius;
      }
      return mean + z * deviation;
    },
    shuffle(list) {
      for (let at = list.length - 1; at > 0; at -= 1) {
        const other = below(at + 1);
        [list[at], list[other]] = [list[other], list[at]];
      }
      return list;
    },
  };
}

/** Mixes a key of one word into the state, as Python seeds from a whole number. */
function byKey(state, key) {
  const mixed = (at, factor) => Math.imul(state[at - 1] ^ (state[at - 1] >>> 30), factor);
  let at = 1;
  const wrap = () => {
    at += 1;
    if (at < N) return;
    state[0] = state[N - 1];
    at = 1;
  };
  for (let round = 0; round < N; round += 1, wrap()) state[at] = (state[at] ^ mixed(at, 1664525)) + key;
  for (let round = 0; round < N - 1; round += 1, wrap()) state[at] = (state[at] ^ mixed(at, 1566083941)) - at;
  state[0] = 0x80000000;
}
