// A sound over time: waveform above, spectrogram below on the same axis, a play line, a cursor that reads out.

import type { SpectrogramInfo } from "../api";
import { h } from "../dom";
import { hertz, texts } from "../i18n";
import { play, position, stop } from "../player";
import { color } from "../theme";
import { sharpCanvas, ticks } from "./axes";
import { painted, palette, steps } from "./colormap";

const text = texts(
  { wave: "Waveform", spectrogram: "Spectrogram", time: "time (s)", frequency: "frequency", below: "dB below the loudest", play: "Play", stop: "Stop", hint: "Point at the picture to read it, click to play from there; or Tab to it: arrow keys, Enter." },
  { wave: "파형", spectrogram: "스펙트로그램", time: "시간 (초)", frequency: "주파수", below: "가장 큰 값 기준 dB", play: "재생", stop: "정지", hint: "그림 위를 가리키면 값을 읽고, 누르면 그 지점부터 재생합니다. 키보드: Tab, 방향키, Enter." },
);

export interface SoundViewData {
  samples: Float32Array;
  sampleRate: number;
  decibels: Float32Array;
  spectrogram: SpectrogramInfo;
  /** What is heard, where it is not the samples themselves. */
  playback?: { samples: Float32Array; sampleRate: number };
}

export interface SoundView {
  element: HTMLElement;
  show(data: SoundViewData): void;
  /** Plays from the beginning, or stops. */
  toggle(): void;
  release(): void;
}

const left = 58;
const right = 74;
const floor = -80;

export function soundView(options: { wave: boolean; tall?: boolean } = { wave: true }): SoundView {
  let data: SoundViewData | null = null;
  let image: HTMLCanvasElement | null = null;
  let cursor: { seconds: number; hz: number | null } | null = null;
  let frame = 0;
  const waveCanvas = h("canvas", { class: "wave-canvas", role: "img", aria: { label: text().wave } });
  const spectrogramCanvas = h("canvas", { class: options.tall ? "spectrogram-canvas tall" : "spectrogram-canvas", role: "img", tabIndex: 0, aria: { label: text().spectrogram } });
  const readout = h("output", { class: "readout" }, text().hint);
  const button = h("button", { class: "play", type: "button", onclick: () => toggle() }, text().play);

  const seconds = (): number => (data ? data.samples.length / data.sampleRate : 1);
  const xOf = (time: number, width: number): number => left + ((width - left - right) * time) / seconds();

  function drawLines(context: CanvasRenderingContext2D, width: number, top: number, bottom: number): void {
    const at = position();
    if (at !== null && frame !== 0) {
      context.strokeStyle = color("play");
      context.lineWidth = 1.5;
      line(context, xOf(at, width), top, xOf(at, width), bottom);
    }
    if (cursor) {
      context.strokeStyle = color("cursor");
      context.lineWidth = 1;
      line(context, xOf(cursor.seconds, width), top, xOf(cursor.seconds, width), bottom);
    }
  }

  const wave = sharpCanvas(waveCanvas, (context, width, height) => {
    if (!data) return;
    const middle = height / 2;
    context.strokeStyle = color("grid");
    line(context, left, middle, width - right, middle);
    drawEnvelope(context, data.samples, left, width - left - right, middle, middle - 4);
    context.fillStyle = color("muted");
    context.font = font;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const value of [-1, 0, 1]) context.fillText(String(value).replace("-", "−"), left - 8, middle - value * (middle - 8));
    drawLines(context, width, 0, height);
  });

  const picture = sharpCanvas(spectrogramCanvas, (context, width, height) => {
    if (!data || !image) return;
    const bottom = height - 38;
    context.imageSmoothingEnabled = false;
    context.drawImage(image, left, 4, width - left - right, bottom - 4);
    context.fillStyle = color("muted");
    context.strokeStyle = color("muted");
    context.lineWidth = 1;
    context.font = font;
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const time of ticks(0, seconds(), Math.max(2, Math.floor((width - left - right) / 80)))) {
      const x = xOf(time, width);
      line(context, x, bottom, x, bottom + 4);
      context.fillText(String(Number(time.toFixed(4))), x, bottom + 7);
    }
    context.fillText(text().time, (left + width - right) / 2, bottom + 22);
    const nyquist = data.sampleRate / 2;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const value of ticks(0, nyquist, Math.max(2, Math.floor(bottom / 45)))) {
      const y = bottom - ((bottom - 4) * value) / nyquist;
      line(context, left - 4, y, left, y);
      context.fillText(hertz(value), left - 7, Math.min(bottom - 6, Math.max(10, y)));
    }
    drawColorBar(context, width - right + 14, 4, bottom - 4);
    drawLines(context, width, 4, bottom);
  });

  function drawColorBar(context: CanvasRenderingContext2D, x: number, top: number, height: number): void {
    for (let y = 0; y < height; y++) {
      const pixel = palette[Math.min(steps - 1, Math.floor(((height - 1 - y) / height) * steps))]!;
      context.fillStyle = `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
      context.fillRect(x, top + y, 10, 1);
    }
    context.fillStyle = color("muted");
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (const value of [0, -20, -40, -60, -80]) context.fillText(`${String(value).replace("-", "−")}${value === 0 ? " dB" : ""}`, x + 14, Math.min(top + height - 6, Math.max(top + 6, top + (height * value) / floor)));
  }

  function redraw(): void {
    if (options.wave) wave.redraw();
    picture.redraw();
  }

  function point(canvas: HTMLCanvasElement, event: PointerEvent): void {
    if (!data) return;
    const box = canvas.getBoundingClientRect();
    const time = ((event.clientX - box.left - left) / (box.width - left - right)) * seconds();
    if (time < 0 || time > seconds()) return unpoint();
    const bottom = box.height - 38;
    const share = (bottom - (event.clientY - box.top)) / (bottom - 4);
    read(time, canvas === spectrogramCanvas && share >= 0 && share <= 1 ? share : null);
  }

  /** What is at a time and, in the picture, at a share of its height. */
  function read(time: number, share: number | null): void {
    if (!data) return;
    cursor = { seconds: time, hz: share === null ? null : (share * data.sampleRate) / 2 };
    const parts = [`${time.toFixed(3)} s`];
    if (share !== null) {
      const { bins, frames, hopSamples } = data.spectrogram;
      const bin = Math.min(bins - 1, Math.round(share * (bins - 1)));
      const column = Math.min(frames - 1, Math.round((time * data.sampleRate) / hopSamples));
      parts.push(hertz(share * data.sampleRate * 0.5), `${data.decibels[bin * frames + column]!.toFixed(1).replace("-", "−")} dB`);
    } else {
      parts.push((data.samples[Math.min(data.samples.length - 1, Math.round(time * data.sampleRate))] ?? 0).toFixed(4).replace("-", "−"));
    }
    readout.value = parts.join(" · ");
    redraw();
  }

  function unpoint(): void {
    cursor = null;
    readout.value = text().hint;
    redraw();
  }

  function begin(from: number): void {
    if (!data) return;
    const sound = data.playback ?? data;
    play(sound.samples, sound.sampleRate, () => {
      cancelAnimationFrame(frame);
      frame = 0;
      button.textContent = text().play;
      redraw();
    }, from);
    button.textContent = text().stop;
    cancelAnimationFrame(frame);
    const tick = (): void => {
      redraw();
      frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
  }

  function toggle(): void {
    if (frame !== 0) stop();
    else begin(0);
  }

  spectrogramCanvas.addEventListener("keydown", (event) => {
    if (!data) return;
    const nyquist = data.sampleRate / 2;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "Enter") begin(cursor?.seconds ?? 0);
    if (!step) return;
    event.preventDefault();
    const inside = (share: number): number => Math.min(1, Math.max(0, share));
    read(inside((cursor?.seconds ?? 0) / seconds() + step[0]! / 100) * seconds(), inside((cursor?.hz ?? 0) / nyquist + step[1]! / 64));
  });
  spectrogramCanvas.addEventListener("blur", unpoint);
  for (const canvas of [waveCanvas, spectrogramCanvas]) {
    canvas.addEventListener("pointermove", (event) => point(canvas, event));
    canvas.addEventListener("pointerleave", unpoint);
    canvas.addEventListener("click", () => {
      if (cursor) begin(cursor.seconds);
    });
  }

  return {
    element: h("div", { class: "sound-view" }, options.wave ? waveCanvas : null, spectrogramCanvas, h("div", { class: "sound-bar" }, button, readout)),
    show(next) {
      data = next;
      image = painted(next.decibels, next.spectrogram, floor);
      redraw();
    },
    toggle,
    release() {
      if (frame !== 0) stop();
      wave.release();
      picture.release();
    },
  };
}

const font = "12px system-ui, sans-serif";

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** The lowest and highest sample of every pixel column. */
export function drawEnvelope(context: CanvasRenderingContext2D, samples: Float32Array, x: number, width: number, middle: number, half: number): void {
  context.fillStyle = color("wave");
  const columns = Math.max(1, Math.floor(width));
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * samples.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * samples.length) / columns));
    let low = 1;
    let high = -1;
    for (let i = from; i < to && i < samples.length; i++) {
      low = Math.min(low, samples[i]!);
      high = Math.max(high, samples[i]!);
    }
    context.fillRect(x + column, middle - high * half, 1, Math.max(1, (high - low) * half));
  }
}
