// Brings a stream of samples from one rate to another, band-limited: a sinc under a Kaiser window, read from a table.
const ZEROS = 24; // Zero crossings of the sinc on each side.
const STEPS = 512; // Table entries between two crossings.
const BETA = 9; // Kaiser: about 90 dB.

function bessel(x) {
  let term = 1, sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

const table = new Float32Array(ZEROS * STEPS + 2);
for (let i = 0; i < ZEROS * STEPS; i++) {
  const x = i / STEPS;
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  table[i] = sinc * bessel(BETA * Math.sqrt(1 - (x / ZEROS) ** 2)) / bessel(BETA);
}

export class Resampler {
  #step;
  #cutoff;
  #reach;
  #kept;
  #position;

  constructor(from, to) {
    this.#step = from / to;
    this.#cutoff = Math.min(1, to / from);
    this.#reach = Math.ceil(ZEROS / this.#cutoff);
    this.#kept = new Float32Array(this.#reach);
    this.#position = this.#reach;
  }

  /** Takes any number of samples, gives those that they complete. */
  push(samples) {
    if (this.#step === 1) return samples;
    const all = new Float32Array(this.#kept.length + samples.length);
    all.set(this.#kept);
    all.set(samples, this.#kept.length);
    const output = [];
    let position = this.#position;
    for (; position + this.#reach < all.length; position += this.#step) {
      const first = Math.ceil(position - this.#reach);
      let sum = 0;
      for (let i = Math.max(0, first); i <= position + this.#reach; i++) {
        const x = Math.abs(i - position) * this.#cutoff * STEPS;
        const at = Math.floor(x);
        if (at < ZEROS * STEPS) sum += all[i] * (table[at] + (x - at) * (table[at + 1] - table[at]));
      }
      output.push(sum * this.#cutoff);
    }
    const drop = Math.max(0, Math.floor(position) - this.#reach - 1);
    this.#kept = all.slice(drop);
    this.#position = position - drop;
    return Float32Array.from(output);
  }
}
