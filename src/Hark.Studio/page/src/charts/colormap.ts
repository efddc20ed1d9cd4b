// The library's colours of images (Hark.Plots.ColorMap): from near-black violet to pale yellow, lightness rising evenly in OKLab.

import type { SpectrogramInfo } from "../api";

export const steps = 256;

/** [256 × RGBA] as canvases keep pixels. */
export const palette: Uint32Array = build();

function build(): Uint32Array {
  const canvas = document.createElement("canvas");
  canvas.width = steps;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  for (let i = 0; i < steps; i++) {
    const t = i / (steps - 1);
    context.fillStyle = `oklch(${0.15 + 0.82 * t} ${0.05 + 0.17 * Math.sin(Math.PI * t ** 0.85)} ${(280 + 190 * t) % 360})`;
    context.fillRect(i, 0, 1, 1);
  }
  return new Uint32Array(context.getImageData(0, 0, steps, 1).data.buffer.slice(0));
}

/** One pixel a value, low frequencies at the bottom; `floor` (dB) and below are darkest. */
export function painted(decibels: Float32Array, { bins, frames }: SpectrogramInfo, floor: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = frames;
  canvas.height = bins;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(frames, bins);
  const pixels = new Uint32Array(image.data.buffer);
  for (let bin = 0; bin < bins; bin++) {
    const row = (bins - 1 - bin) * frames;
    for (let column = 0; column < frames; column++) {
      const share = (decibels[bin * frames + column]! - floor) / -floor;
      pixels[row + column] = palette[share > 0 ? Math.min(steps - 1, Math.floor(share * steps)) : 0]!;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
