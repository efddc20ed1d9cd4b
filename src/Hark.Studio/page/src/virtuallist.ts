// A list of any length: only the rows in sight are elements. Arrow keys, Home, End and page keys choose.

import { h } from "./dom";

export interface VirtualList {
  element: HTMLElement;
  /** How many rows; the choice is kept where it still exists. */
  resize(count: number): void;
  /** Chooses a row and brings it into sight; −1 for none. */
  choose(row: number): void;
  chosen(): number;
  /** Draws the rows in sight anew. */
  redraw(): void;
}

export interface VirtualListOptions {
  label: string;
  rowHeight: number;
  /** What stands in a row. */
  row(index: number): (Node | string)[];
  onChoose(index: number): void;
}

let lists = 0;

export function virtualList(options: VirtualListOptions): VirtualList {
  const id = `list-${++lists}`;
  const inner = h("div", { class: "virtual-inner", role: "presentation" });
  const element = h("div", { class: "virtual-list", role: "listbox", tabIndex: 0, aria: { label: options.label } }, inner);
  let count = 0;
  let chosen = -1;

  function redraw(): void {
    const first = Math.max(0, Math.floor(element.scrollTop / options.rowHeight) - 4);
    const last = Math.min(count, Math.ceil((element.scrollTop + element.clientHeight) / options.rowHeight) + 4);
    const rows: HTMLElement[] = [];
    for (let index = first; index < last; index++) {
      const row = h("div", { class: "virtual-row", role: "option", id: `${id}-${index}`, aria: { selected: String(index === chosen), posinset: String(index + 1), setsize: String(count) } }, options.row(index));
      row.style.transform = `translateY(${index * options.rowHeight}px)`;
      row.addEventListener("click", () => pick(index));
      rows.push(row);
    }
    inner.replaceChildren(...rows);
    if (chosen >= first && chosen < last) element.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    else element.removeAttribute("aria-activedescendant");
  }

  function bringIntoSight(): void {
    const top = chosen * options.rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + options.rowHeight > element.scrollTop + element.clientHeight) element.scrollTop = top + options.rowHeight - element.clientHeight;
  }

  function pick(index: number): void {
    chosen = Math.min(count - 1, Math.max(0, index));
    if (chosen < 0) return;
    bringIntoSight();
    redraw();
    options.onChoose(chosen);
  }

  element.addEventListener("scroll", redraw, { passive: true });
  element.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(element.clientHeight / options.rowHeight) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count }[event.key];
    if (step === undefined || count === 0) return;
    event.preventDefault();
    pick(chosen + step);
  });
  new ResizeObserver(redraw).observe(element);

  return {
    element,
    resize(next) {
      count = next;
      inner.style.height = `${count * options.rowHeight}px`;
      if (chosen >= count) chosen = -1;
      redraw();
    },
    choose(row) {
      chosen = row;
      if (row >= 0) bringIntoSight();
      redraw();
    },
    chosen: () => chosen,
    redraw,
  };
}
