// Round numbers along an axis.

/** About `count` ticks at 1, 2 or 5 times a power of ten within low..high. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const result: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) result.push(i * step + 0);
  return result;
}

/** A canvas that keeps the sharpness of the screen and is drawn again when its size changes. */
export function sharpCanvas(canvas: HTMLCanvasElement, draw: (context: CanvasRenderingContext2D, width: number, height: number) => void): { redraw(): void; release(): void } {
  const redraw = (): void => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    const ratio = devicePixelRatio || 1;
    const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
      canvas.width = pixelWidth;
      canvas.height = pixelHeight;
    }
    const context = canvas.getContext("2d")!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context, width, height);
  };
  const observer = new ResizeObserver(redraw);
  observer.observe(canvas);
  return { redraw, release: () => observer.disconnect() };
}
