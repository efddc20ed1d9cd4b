// A take as a small picture: heard by a click, removed by the cross.

import { sharpCanvas } from "../charts/axes";
import { drawEnvelope } from "../charts/soundview";
import { h } from "../dom";
import { texts } from "../i18n";
import { play } from "../player";

const text = texts({ play: "Play", remove: "Remove this take" }, { play: "재생", remove: "이 녹음 지우기" });

export function takeTile(name: string, load: () => Promise<{ samples: Float32Array; sampleRate: number }>, onRemove: () => void): HTMLElement {
  const t = text();
  let sound: { samples: Float32Array; sampleRate: number } | null = null;
  const canvas = h("canvas", { class: "take-wave", aria: { hidden: "true" } });
  const wave = sharpCanvas(canvas, (context, width, height) => {
    if (sound) drawEnvelope(context, sound.samples, 0, width, height / 2, height / 2 - 1);
  });
  const element = h("li", { class: "take" },
    h("button", { type: "button", class: "take-play", title: name, aria: { label: `${t.play}: ${name}` }, onclick: () => { if (sound) play(sound.samples, sound.sampleRate); } }, canvas),
    h("button", { type: "button", class: "take-remove quiet", title: t.remove, aria: { label: `${t.remove}: ${name}` }, onclick: onRemove }, "×"));
  load().then((loaded) => {
    sound = loaded;
    wave.redraw();
  }).catch(() => element.classList.add("take-broken"));
  return element;
}
