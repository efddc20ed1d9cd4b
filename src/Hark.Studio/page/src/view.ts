/** A page of Studio, under #/name. */
export interface View {
  name: string;
  title: () => string;
  /** Draws itself; what it returns is called when it is left. */
  mount(root: HTMLElement, path: string[]): void | (() => void);
}

/** Draws the present view anew, from its state. */
export function drawAgain(): void {
  dispatchEvent(new Event("hashchange"));
}
