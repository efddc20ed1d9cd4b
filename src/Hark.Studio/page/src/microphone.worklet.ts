// Runs on the audio thread: hands every block of the microphone's first channel to the page.

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class Tap extends AudioWorkletProcessor {
  /** Blocks of 128 samples are gathered, so that the page is woken fifty times a second at the most. */
  private readonly gathered = new Float32Array(1024);
  private count = 0;

  process(inputs: Float32Array[][]): boolean {
    const block = inputs[0]?.[0];
    if (block) {
      this.gathered.set(block, this.count);
      this.count += block.length;
      if (this.count === this.gathered.length) {
        this.port.postMessage(this.gathered);
        this.count = 0;
      }
    }
    return true;
  }
}

registerProcessor("tap", Tap);
