// The confusion matrix: a row for each true word, a column for each answer; every cell opens the clips behind it.

import { h } from "../dom";
import { texts, whole } from "../i18n";

const text = texts(
  { caption: "Rows are what was said, columns what the network heard.", cell: (count: string, actual: string, predicted: string) => `${count} clips of ${actual} heard as ${predicted}` },
  { caption: "행은 실제로 말한 단어, 열은 신경망이 들은 단어입니다.", cell: (count: string, actual: string, predicted: string) => `${actual} 소리 ${count}개를 ${predicted}(으)로 들음` },
);

export function confusionMatrix(labels: readonly string[], counts: readonly (readonly number[])[], onChoose: (actual: number, predicted: number) => void): HTMLElement {
  const t = text();
  let pressed: HTMLElement | null = null;
  const cell = (actual: number, predicted: number): HTMLElement => {
    const count = counts[actual]![predicted]!;
    const share = count / Math.max(1, counts[actual]!.reduce((sum, value) => sum + value, 0));
    if (count === 0) return h("td", { class: "cell-empty" });
    const button = h("button", { type: "button", class: `cell ${actual === predicted ? "cell-right" : "cell-wrong"}`, title: t.cell(whole(count), labels[actual]!, labels[predicted]!), aria: { label: t.cell(whole(count), labels[actual]!, labels[predicted]!), pressed: "false" }, onclick: () => {
      pressed?.setAttribute("aria-pressed", "false");
      button.setAttribute("aria-pressed", "true");
      pressed = button;
      onChoose(actual, predicted);
    } }, whole(count));
    button.style.setProperty("--share", `${Math.round(12 + 88 * Math.sqrt(share))}%`);
    return h("td", {}, button);
  };
  return h("div", { class: "table-scroll" }, h("table", { class: "confusion" },
    h("caption", { class: "hint" }, t.caption),
    h("thead", {}, h("tr", {}, h("th"), labels.map((label) => h("th", { scope: "col" }, h("span", {}, label))))),
    h("tbody", {}, labels.map((label, actual) => h("tr", {}, h("th", { scope: "row" }, label), labels.map((_, predicted) => cell(actual, predicted)))))));
}
