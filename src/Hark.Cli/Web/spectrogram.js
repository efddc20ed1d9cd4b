// The sound as a picture that moves to the left: a column every 10 ms.
const FLOOR = -85, CEILING = -15; // dB of a full-scale sine.

/** Dark violet over red to light yellow, even in brightness. */
const colors = Array.from({ length: 256 }, (_, i) => {
  const t = i / 255;
  const red = Math.min(1, 1.75 * t ** 0.85 - 0.35 * t * t);
  const green = Math.max(0, t - 0.32) ** 1.35 * 1.62;
  const blue = 0.02 + 1.5 * t * Math.max(0, 0.62 - t) * 1.6 + Math.max(0, t - 0.72) * 2.2;
  return [red, green, blue].map((c) => Math.round(255 * Math.min(1, Math.max(0, c))));
});

export class Spectrogram {
  #canvas;
  #context;
  #size;
  #hop;
  #window;
  #samples;
  #filled = 0;

  constructor(canvas, rate) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { willReadFrequently: true });
    this.#size = 2 ** Math.ceil(Math.log2(rate * 0.03));
    this.#hop = Math.round(rate / 100);
    this.#window = Float32Array.from({ length: this.#size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / this.#size));
    this.#samples = new Float32Array(this.#size);
  }

  push(samples) {
    const columns = [];
    for (const sample of samples) {
      this.#samples[this.#filled++] = sample;
      if (this.#filled === this.#size) {
        columns.push(this.#column());
        this.#samples.copyWithin(0, this.#hop);
        this.#filled -= this.#hop;
      }
    }
    this.#draw(columns);
  }

  #column() {
    const n = this.#size;
    const re = this.#samples.map((sample, i) => sample * this.#window[i]);
    const im = new Float32Array(n);
    fft(re, im);
    return Float32Array.from({ length: n / 2 }, (_, k) => 10 * Math.log10(1e-12 + (re[k] ** 2 + im[k] ** 2) * (16 / n ** 2)));
  }

  #draw(columns) {
    const { width, height } = this.#canvas;
    const wide = 2 * columns.length; // Two pixels a column: six seconds in sight.
    if (wide === 0) return;
    this.#context.drawImage(this.#canvas, -wide, 0);
    const picture = this.#context.createImageData(wide, height);
    for (let x = 0; x < wide; x++) {
      const column = columns[x >> 1];
      for (let y = 0; y < height; y++) {
        const level = column[Math.floor(((height - 1 - y) * column.length) / height)];
        const color = colors[Math.round(255 * Math.min(1, Math.max(0, (level - FLOOR) / (CEILING - FLOOR))))];
        picture.data.set([...color, 255], 4 * (y * wide + x));
      }
    }
    this.#context.putImageData(picture, width - wide, 0);
  }
}

/** The discrete Fourier transform in place; the length is a power of two (Cooley and Tukey). */
function fft(re, im) {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let size = 2; size <= n; size *= 2) {
    for (let k = 0; k < size / 2; k++) {
      const cosine = Math.cos((2 * Math.PI * k) / size), sine = -Math.sin((2 * Math.PI * k) / size);
      for (let i = k; i < n; i += size) {
        const j = i + size / 2;
        const a = re[j] * cosine - im[j] * sine, b = re[j] * sine + im[j] * cosine;
        re[j] = re[i] - a;
        im[j] = im[i] - b;
        re[i] += a;
        im[i] += b;
      }
    }
  }
}
