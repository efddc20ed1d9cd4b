// How a run is told in words: its state, its name, its figures.

import { h } from "../dom";
import { fixed, percent, texts } from "../i18n";
import type { ProgressLine, Run, RunState } from "../runs";

const text = texts(
  {
    states: { waiting: "queued", starting: "starting", running: "training", paused: "paused", finishing: "judging", done: "done", stopped: "stopped", failed: "failed" },
    epoch: (now: number, of: number | null) => `epoch ${now} of ${of ?? "?"}`, seconds: "s", minutes: "min", hours: "h",
  },
  {
    states: { waiting: "대기 중", starting: "시작하는 중", running: "학습 중", paused: "일시 정지", finishing: "평가 중", done: "완료", stopped: "중지됨", failed: "실패" },
    epoch: (now: number, of: number | null) => `에포크 ${now} / ${of ?? "?"}`, seconds: "초", minutes: "분", hours: "시간",
  },
);

export const isLive = (state: RunState): boolean => state === "starting" || state === "running" || state === "paused" || state === "finishing";

export const badge = (state: RunState): HTMLElement => h("span", { class: `badge badge-${state}` }, text().states[state]);

export const epochText = (run: Run): string => (run.last ? text().epoch(run.last.epoch, run.epochs) : "");

/** 0..1 of all its steps. */
export function share(run: Run): number {
  if (run.state === "done") return 1;
  return run.last && run.last.stepsPerEpoch > 0 ? Math.min(1, run.last.step / (run.last.stepsPerEpoch * (run.epochs ?? run.last.epochs))) : 0;
}

export function progressBar(run: Run): HTMLElement {
  const bar = h("progress", { max: 1, value: share(run) });
  bar.setAttribute("aria-label", epochText(run));
  return bar;
}

/** What is kept: its test accuracy once judged, else the best validation accuracy so far. */
export function accuracyText(run: Run): string {
  const value = run.testAccuracy ?? run.best?.valAccuracy;
  return value === null || value === undefined ? "–" : percent(value);
}

export const lossText = (value: ProgressLine["loss"] | null | undefined): string => (typeof value === "number" ? fixed(value, 4) : value ?? "–");

/** 75 s as 1 min 15 s. */
export function duration(seconds: number): string {
  const t = text();
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} ${t.seconds}`;
  if (whole < 3600) return `${Math.floor(whole / 60)} ${t.minutes} ${whole % 60} ${t.seconds}`;
  return `${Math.floor(whole / 3600)} ${t.hours} ${Math.round((whole % 3600) / 60)} ${t.minutes}`;
}
