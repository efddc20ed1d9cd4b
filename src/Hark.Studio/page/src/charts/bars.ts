// Probabilities of every label as bars, the likeliest marked.

import { h } from "../dom";
import { percent } from "../i18n";

export interface LabelProbability {
  label: string;
  probability: number;
}

export function probabilityBars(label: string): { element: HTMLElement; show(probabilities: readonly LabelProbability[], right?: string): void } {
  const element = h("ul", { class: "bars", aria: { label } });
  return {
    element,
    show(probabilities, right) {
      const top = probabilities.reduce((best, p) => (p.probability > best.probability ? p : best), probabilities[0]!);
      element.replaceChildren(...probabilities.map((p) => {
        const bar = h("span", { class: "bar-fill" });
        bar.style.width = `${(100 * p.probability).toFixed(2)}%`;
        return h("li", { class: p === top ? "bar bar-top" : "bar" },
          h("span", { class: "bar-name" }, p.label, p.label === right ? h("span", { class: "bar-right", aria: { hidden: "true" } }, " ✓") : null),
          h("span", { class: "bar-track", aria: { hidden: "true" } }, bar),
          h("span", { class: "bar-value" }, percent(p.probability)));
      }));
    },
  };
}
