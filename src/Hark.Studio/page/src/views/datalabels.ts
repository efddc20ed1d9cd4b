// How many clips each label has, by split; a label chosen filters the list.

import type { DataIndex } from "../datasets";
import { h } from "../dom";
import { texts, whole } from "../i18n";

const text = texts({ every: "every label", label: "label", splits: ["training", "validation", "test"] }, { every: "모든 라벨", label: "라벨", splits: ["학습", "검증", "테스트"] });

export interface LabelCounts {
  element: HTMLElement;
  /** Labels that have clips. */
  used: number;
  choose(label: number): void;
}

export function labelCounts(index: DataIndex, splitOf: (clip: number) => number, onChoose: (label: number) => void): LabelCounts {
  const t = text();
  const counts = index.labels.map(() => [0, 0, 0]);
  index.labelIndices.forEach((label, clip) => counts[label]![splitOf(clip)]!++);
  const sums = counts.map((splits) => splits[0]! + splits[1]! + splits[2]!);
  const most = Math.max(1, ...sums);
  const buttons = new Map<number, HTMLButtonElement>();

  function choose(label: number): void {
    for (const [key, button] of buttons) button.setAttribute("aria-pressed", String(key === label));
  }

  function row(label: number, name: string, splits: readonly number[], sum: number, width: number): HTMLElement {
    const bar = h("span", { class: "count-bar", aria: { hidden: "true" } }, splits.map((clips, split) => {
      const part = h("span", { class: `split-${split}` });
      part.style.width = `${(100 * width * clips) / Math.max(1, sum)}%`;
      return part;
    }));
    const button = h("button", { type: "button", class: "count-row", title: splits.map((clips, split) => `${t.splits[split]}: ${whole(clips)}`).join(" · "), aria: { pressed: "false" }, onclick: () => { choose(label); onChoose(label); } },
      h("span", { class: "count-name" }, name), bar, h("span", { class: "count-sum" }, whole(sum)));
    buttons.set(label, button);
    return button;
  }

  const total = [0, 1, 2].map((split) => counts.reduce((sum, splits) => sum + splits[split]!, 0));
  const used = sums.filter((sum) => sum > 0).length;
  const element = h("div", { class: "counts" },
    h("p", { class: "legend" }, t.splits.map((name, split) => h("span", {}, h("i", { class: `split-${split}` }), name))),
    h("div", { class: "count-rows" }, row(-1, t.every, total, index.names.length, 1), index.labels.map((name, label) => (sums[label]! > 0 ? row(label, name, counts[label]!, sums[label]!, sums[label]! / most) : null))));
  choose(-1);
  return { element, used, choose };
}
