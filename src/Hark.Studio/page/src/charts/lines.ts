// Curves by uPlot, in Studio's colours, as wide as their place.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { h } from "../dom";
import { color } from "../theme";

export interface LineSeries {
  label: string;
  /** Name of a colour of the style sheet. */
  color: string;
  width?: number;
  dash?: number[];
  /** Dots only, or steps from value to value. */
  form?: "points" | "steps";
  /** Dots on the line. */
  marks?: boolean;
  format?: (value: number) => string;
}

export interface LineOptions {
  x: string;
  y: string;
  series: LineSeries[];
  height?: number;
  formatX?: (value: number) => string;
  yRange?: [number, number];
  /** Where the y axis is named, and how; round numbers where left out. */
  yTicks?: readonly (readonly [number, string])[];
}

export interface LineChart {
  element: HTMLElement;
  /** Each series with its own x; they share the axis. */
  show(lines: readonly (readonly [ArrayLike<number>, ArrayLike<number | null>])[], xRange?: [number, number]): void;
  release(): void;
}

export function lineChart(options: LineOptions): LineChart {
  const element = h("div", { class: "line-chart" });
  const height = options.height ?? 220;
  let range: [number, number] | null = null;
  const axis = (label: string, size: number): uPlot.Axis => ({
    label,
    size,
    labelSize: 20,
    font: "12px system-ui, sans-serif",
    labelFont: "12px system-ui, sans-serif",
    stroke: color("muted"),
    grid: { stroke: color("grid"), width: 1 },
    ticks: { stroke: color("grid"), width: 1 },
  });
  const plot = new uPlot({
    width: 600,
    height,
    scales: {
      x: { time: false, range: (_, low, high) => range ?? [low, high] },
      y: options.yRange ? { range: options.yRange } : {},
    },
    axes: [axis(options.x, 34), {
      ...axis(options.y, 52),
      ...(options.yTicks ? { splits: options.yTicks.map(([value]) => value), values: options.yTicks.map(([, name]) => name) } : {}),
    }],
    legend: { markers: { width: 0, fill: (_, index) => (index === 0 ? "transparent" : color(options.series[index - 1]!.color)) } },
    cursor: { drag: { x: false, y: false } },
    series: [
      { label: options.x, value: (_, value: number | null) => (value === null ? "–" : (options.formatX ?? String)(value)) },
      ...options.series.map((series): uPlot.Series => ({
        label: series.label,
        stroke: color(series.color),
        fill: "transparent",
        width: series.form === "points" ? 0 : (series.width ?? 1.5),
        ...(series.dash ? { dash: series.dash } : {}),
        ...(series.form === "steps" ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
        points: series.form === "points" ? { show: true, size: 5, fill: color(series.color), width: 0 } : series.marks ? { show: true, size: 6, fill: color(series.color), width: 0 } : { show: false },
        spanGaps: true,
        value: (_, value: number | null) => (value === null || value === undefined ? "–" : (series.format ?? ((v: number) => v.toFixed(4)))(value)),
      })),
    ],
  }, [[], ...options.series.map(() => [])], element);
  const observer = new ResizeObserver(() => {
    if (element.clientWidth > 0) plot.setSize({ width: element.clientWidth, height });
  });
  observer.observe(element);
  return {
    element,
    show(lines, xRange) {
      range = xRange ?? null;
      plot.setData(lines.length === 1 ? ([lines[0]![0], lines[0]![1]] as unknown as uPlot.AlignedData) : uPlot.join(lines.map(([x, y]) => [x, y] as unknown as uPlot.AlignedData)));
    },
    release() {
      observer.disconnect();
      plot.destroy();
    },
  };
}
