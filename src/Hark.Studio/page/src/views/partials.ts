// The tones of a sound, one row each.

import { card, h, logarithmic, slider } from "../dom";
import { fixed, hertz, texts } from "../i18n";
import type { Partial } from "./soundstate";

const most = 8;
const text = texts(
  { title: "Tones", tone: "Tone", frequency: "Frequency", amplitude: "Amplitude", phase: "Phase", noise: "Noise", add: "Add a tone", remove: "Remove" },
  { title: "음", tone: "음", frequency: "주파수", amplitude: "진폭", phase: "위상", noise: "잡음", add: "음 추가", remove: "삭제" },
);

export function partialsEditor(partials: Partial[], onNoise: (noise: number) => void, noise: () => number, onChange: () => void): HTMLElement {
  const rows = h("div", { class: "partials" });
  const t = text();

  function row(partial: Partial, index: number): HTMLElement {
    return h("fieldset", { class: "partial" },
      h("legend", {}, `${t.tone} ${index + 1}`),
      partials.length > 1 ? h("button", { type: "button", class: "quiet small", aria: { label: `${t.remove}: ${t.tone} ${index + 1}` }, onclick: () => { partials.splice(index, 1); draw(); onChange(); } }, "×") : null,
      slider({ label: t.frequency, value: partial.frequencyHz, min: 20, max: 20000, step: 1, scale: logarithmic, format: hertz, onInput: (value) => { partial.frequencyHz = value; onChange(); } }).element,
      slider({ label: t.amplitude, value: partial.amplitude, min: 0, max: 1, step: 0.01, format: (value) => fixed(value, 2), onInput: (value) => { partial.amplitude = value; onChange(); } }).element,
      slider({ label: t.phase, value: partial.phaseRadians, min: 0, max: 6.28, step: 0.01, format: (value) => `${fixed(value / Math.PI, 2)} π`, onInput: (value) => { partial.phaseRadians = value; onChange(); } }).element);
  }

  function draw(): void {
    rows.replaceChildren(...partials.map(row),
      partials.length < most ? h("button", { type: "button", onclick: () => { partials.push({ frequencyHz: Math.min(20000, Math.round((partials.at(-1)?.frequencyHz ?? 220) * 1.5)), amplitude: 0.2, phaseRadians: 0 }); draw(); onChange(); } }, t.add) : "");
  }

  draw();
  return card(t.title, null, rows, slider({ label: t.noise, value: noise(), min: 0, max: 0.5, step: 0.005, format: (value) => fixed(value, 3), onInput: onNoise }).element);
}
