// How loud the microphone hears, in dB, with the loudest moment held.

import { h } from "./dom";
import { texts } from "./i18n";

const text = texts({ level: "Level" }, { level: "입력 크기" });
const floor = -60;

export function levelMeter(): { element: HTMLElement; show(peak: number): void; clear(): void } {
  const fill = h("span", { class: "level-fill" });
  const held = h("span", { class: "level-held" });
  const element = h("div", { class: "level", role: "meter", aria: { label: text().level, valuemin: String(floor), valuemax: "0", valuenow: String(floor) } }, fill, held);
  let top = 0;
  const place = (share: number): string => `${(100 * share).toFixed(1)}%`;
  return {
    element,
    show(peak) {
      const decibels = Math.max(floor, Math.min(0, 20 * Math.log10(peak + 1e-9)));
      const share = 1 - decibels / floor;
      top = Math.max(share, top - 0.01);
      fill.style.width = place(share);
      held.style.left = place(top);
      element.classList.toggle("level-over", peak >= 0.99);
      element.setAttribute("aria-valuenow", decibels.toFixed(0));
    },
    clear() {
      top = 0;
      fill.style.width = "0";
      held.style.left = "0";
      element.classList.remove("level-over");
    },
  };
}
