// One sound at a time, from samples that the page already has.

let context: AudioContext | null = null;
let playing: { source: AudioBufferSourceNode; startedAt: number; from: number; seconds: number; ended: () => void } | null = null;

/** Plays from `fromSeconds`; `onEnd` is called once, when it ends or another begins. */
export function play(samples: Float32Array, sampleRate: number, onEnd: () => void = () => {}, fromSeconds = 0): void {
  stop();
  context ??= new AudioContext();
  void context.resume();
  const buffer = context.createBuffer(1, Math.max(1, samples.length), sampleRate);
  buffer.getChannelData(0).set(samples);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  const current = { source, startedAt: context.currentTime, from: fromSeconds, seconds: buffer.duration, ended: onEnd };
  source.onended = () => {
    if (playing === current) playing = null;
    current.ended();
  };
  playing = current;
  source.start(0, fromSeconds);
}

export function stop(): void {
  playing?.source.stop();
  playing = null;
}

/** Seconds into the sound that plays; null when none does. */
export function position(): number | null {
  return playing && context ? Math.min(playing.seconds, playing.from + context.currentTime - playing.startedAt) : null;
}
