// Elements as expressions: h("button", { class: "primary", onclick: start }, "Start").

type Attributes<K extends keyof HTMLElementTagNameMap> =
  { class?: string; data?: Record<string, string>; aria?: Record<string, string>; role?: string; for?: string; list?: string }
  & Partial<Omit<HTMLElementTagNameMap[K], "style" | "list" | "role">>;

export type Child = Node | string | number | null | undefined | false;

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes<K> = {}, ...children: (Child | Child[])[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value as string;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "aria") for (const [key, text] of Object.entries(value as Record<string, string>)) element.setAttribute(`aria-${key}`, text);
    else if (name === "role" || name === "for" || name === "list") element.setAttribute(name, value as string);
    else (element as unknown as Record<string, unknown>)[name] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false).map((child) => (typeof child === "number" ? String(child) : (child as Node | string))));
  return element;
}

/** A slider with its name and its value in words; `steps` maps positions 0..n-1 to values. */
export interface Slider {
  element: HTMLElement;
  input: HTMLInputElement;
  set(value: number): void;
}

export interface SliderOptions {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  /** Position on the track from a value and back; linear where left out. */
  scale?: { toTrack(value: number): number; toValue(track: number): number };
  format(value: number): string;
  onInput(value: number): void;
}

export function slider(options: SliderOptions): Slider {
  const scale = options.scale ?? { toTrack: (value: number) => value, toValue: (track: number) => track };
  // No <output>: a label would name that, not the slider.
  const shown = h("span", { class: "slider-value" }, options.format(options.value));
  const input = h("input", {
    type: "range",
    min: String(scale.toTrack(options.min)),
    max: String(scale.toTrack(options.max)),
    step: options.scale ? "any" : String(options.step ?? 1),
  });
  const show = (value: number): void => {
    shown.textContent = options.format(value);
    input.setAttribute("aria-valuetext", options.format(value));
  };
  const set = (value: number): void => {
    input.value = String(scale.toTrack(value));
    show(value);
  };
  input.addEventListener("input", () => {
    const raw = scale.toValue(Number(input.value));
    const step = options.step ?? 1;
    const value = Math.min(options.max, Math.max(options.min, Math.round(raw / step) * step));
    show(value);
    options.onInput(value);
  });
  set(options.value);
  return { element: h("label", { class: "slider" }, h("span", { class: "slider-name" }, options.label), shown, input), input, set };
}

/** Equal ratios at equal distances, as the ear hears pitch. */
export const logarithmic = { toTrack: (value: number) => Math.log2(value), toValue: (track: number) => 2 ** track };

/** One of a few choices, side by side. */
export function choice<T extends string>(label: string, options: readonly (readonly [T, string])[], value: T, onChange: (value: T) => void): HTMLElement {
  const name = `choice-${Math.random().toString(36).slice(2)}`;
  return h("fieldset", { class: "choice" }, h("legend", {}, label), h("div", { class: "choice-row" },
    options.map(([key, text]) => h("label", {}, h("input", { type: "radio", name, value: key, checked: key === value, onchange: () => onChange(key) }), h("span", {}, text)))));
}

/** A titled part of a view. */
export function card(title: string, hint: string | null, ...children: (Child | Child[])[]): HTMLElement {
  return h("section", { class: "card" }, h("header", {}, h("h2", {}, title), hint ? h("p", { class: "hint" }, hint) : null), ...children);
}

/** Figures with their names. */
export function facts(rows: readonly (readonly [string, string])[]): HTMLElement {
  return h("dl", { class: "facts" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

const reachable = (element: HTMLElement): HTMLElement[] => [...element.querySelectorAll<HTMLElement>("a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), summary")].filter((one) => one.offsetParent !== null);

/** Draws the inside of an element anew; if the focus was there, it goes to what now stands in its place. */
export function redrawn(element: HTMLElement, draw: () => void): void {
  const at = element.contains(document.activeElement) ? reachable(element).indexOf(document.activeElement as HTMLElement) : -1;
  draw();
  if (at < 0 || element.contains(document.activeElement)) return;
  const now = reachable(element);
  now[Math.min(at, now.length - 1)]?.focus();
}

/** Calls `work` with the newest value only: while one call runs, later values replace one another. */
export function newest<T>(work: (value: T) => Promise<void>): (value: T) => void {
  let waiting: { value: T } | null = null;
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    while (waiting) {
      const { value } = waiting;
      waiting = null;
      await work(value);
    }
    running = false;
  };
  return (value) => {
    waiting = { value };
    if (!running) void run();
  };
}
