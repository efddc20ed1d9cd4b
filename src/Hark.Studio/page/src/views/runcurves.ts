// Loss and accuracy of runs over epochs: of each step faintly, of each epoch as a line, the kept epoch as a dot.

import { type LineChart, lineChart, type LineSeries } from "../charts/lines";
import { h } from "../dom";
import { fixed, percent, texts } from "../i18n";
import type { ProgressLine } from "../runs";

const text = texts(
  { epoch: "epoch", loss: "loss", accuracy: "accuracy (%)", step: "each step", training: "training", validation: "validation", best: "kept" },
  { epoch: "에포크", loss: "손실", accuracy: "정확도 (%)", step: "스텝별", training: "학습", validation: "검증", best: "저장된 에포크" },
);

export interface RunCurves {
  element: HTMLElement;
  add(lines: readonly ProgressLine[], again: boolean): void;
  release(): void;
}

const epochOf = (line: ProgressLine): number => (line.stepsPerEpoch > 0 ? line.step / line.stepsPerEpoch : line.epoch);
const finite = (value: number | string | null): number | null => (typeof value === "number" ? value : null);
const hundred = (value: number | null): number | null => (value === null ? null : value * 100);
const format = { loss: (value: number) => fixed(value, 4), accuracy: (value: number) => percent(value / 100, 2), epoch: (value: number) => fixed(value, 2) };

export function runCurves(): RunCurves {
  const t = text();
  const series = (form: (value: number) => string): LineSeries[] => [
    { label: t.step, color: "step", width: 1, format: form },
    { label: t.training, color: "accent", width: 2, format: form },
    { label: t.validation, color: "series-2", width: 2, format: form },
    { label: t.best, color: "ink", form: "points", format: form },
  ];
  const loss = lineChart({ x: t.epoch, y: t.loss, height: 240, formatX: format.epoch, series: series(format.loss) });
  const accuracy = lineChart({ x: t.epoch, y: t.accuracy, height: 240, formatX: format.epoch, series: series(format.accuracy) });
  let lines: ProgressLine[] = [];

  function draw(): void {
    const epochs = lines.filter((line) => line.epochEnd);
    const steps = lines.filter((line) => !line.epochEnd);
    const best = epochs.findLast((line) => line.best);
    const show = (chart: LineChart, own: (line: ProgressLine) => number | null, validation: (line: ProgressLine) => number | null): void => chart.show([
      [steps.map(epochOf), steps.map(own)],
      [epochs.map(epochOf), epochs.map(own)],
      [epochs.map(epochOf), epochs.map(validation)],
      best ? [[epochOf(best)], [validation(best)]] : [[], []],
    ], [0, Math.max(1, Math.ceil(lines.length > 0 ? epochOf(lines.at(-1)!) : 1))]);
    show(loss, (line) => finite(line.loss), (line) => finite(line.valLoss));
    show(accuracy, (line) => line.accuracy * 100, (line) => hundred(line.valAccuracy));
  }

  draw();
  return {
    element: h("div", { class: "curves" }, loss.element, accuracy.element),
    add(more, again) {
      lines = again ? [...more] : lines.concat(more);
      draw();
    },
    release() {
      loss.release();
      accuracy.release();
    },
  };
}

const colors = ["accent", "series-2", "series-3", "series-4"];

/** How many runs can be told apart by colour. */
export const mostCompared = colors.length;

/** The validation curves of several runs over each other. */
export function comparedCurves(names: readonly string[]): { element: HTMLElement; add(run: number, lines: readonly ProgressLine[], again: boolean): void; release(): void } {
  const t = text();
  const series = (form: (value: number) => string): LineSeries[] => names.map((label, i) => ({ label, color: colors[i % colors.length]!, width: 2, format: form }));
  const loss = lineChart({ x: t.epoch, y: `${t.validation}: ${t.loss}`, height: 260, formatX: format.epoch, series: series(format.loss) });
  const accuracy = lineChart({ x: t.epoch, y: `${t.validation}: ${t.accuracy}`, height: 260, formatX: format.epoch, series: series(format.accuracy) });
  const epochs: ProgressLine[][] = names.map(() => []);
  return {
    element: h("div", { class: "curves" }, loss.element, accuracy.element),
    add(run, lines, again) {
      const ends = lines.filter((line) => line.epochEnd);
      epochs[run] = again ? ends : epochs[run]!.concat(ends);
      loss.show(epochs.map((list) => [list.map(epochOf), list.map((line) => finite(line.valLoss))]));
      accuracy.show(epochs.map((list) => [list.map(epochOf), list.map((line) => hundred(line.valAccuracy))]));
    },
    release() {
      loss.release();
      accuracy.release();
    },
  };
}
