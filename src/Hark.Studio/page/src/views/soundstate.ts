// What stands on the sliders; it outlives the view.

import { texts } from "../i18n";

export interface Partial {
  frequencyHz: number;
  amplitude: number;
  phaseRadians: number;
}

export type WindowShape = "hann" | "hamming" | "blackman" | "rectangular";

export const state = {
  partials: [{ frequencyHz: 440, amplitude: 0.5, phaseRadians: 0 }] as Partial[],
  noise: 0,
  sampleRate: 16000,
  shownMs: 10,
  bits: null as number | null,
  dither: false,
  nFft: 512,
  /** The hop is the window divided by 2 to this power. */
  hopShare: 2,
  window: "hann" as WindowShape,
  /** Whether the spectrogram shows a file, not the sound that was made. */
  ownSound: false,
  stft: () => ({ nFft: state.nFft, hopSamples: Math.max(1, state.nFft >> state.hopShare), window: state.window }),
  spec: () => ({
    partials: state.partials,
    noise: state.noise,
    seconds: 1,
    sampleRate: state.sampleRate,
    bits: state.bits,
    dither: state.dither,
    stft: state.stft(),
  }),
};

const tone = (frequencyHz: number, amplitude: number, phaseRadians = 0): Partial => ({ frequencyHz, amplitude, phaseRadians });

const text = texts(
  { pure: "A pure tone", chord: "A chord", harmonic: "A voice-like sound", beat: "A beat", alias: "A tone too high", coarse: "Three bits" },
  { pure: "순음", chord: "화음", harmonic: "목소리 같은 소리", beat: "맥놀이", alias: "너무 높은 음", coarse: "3비트" },
);

/** Sounds worth hearing first: what each is called, and what sets it up. */
export function presets(): (readonly [string, () => void])[] {
  const t = text();
  const set = (partials: Partial[], rest: { noise?: number; sampleRate?: number; bits?: number | null; shownMs?: number } = {}) => (): void => {
    state.partials = partials;
    Object.assign(state, { noise: 0, sampleRate: 16000, bits: null, shownMs: 10 }, rest);
  };
  return [
    [t.pure, set([tone(440, 0.5)])],
    [t.chord, set([tone(262, 0.3), tone(330, 0.25), tone(392, 0.25)], { shownMs: 25 })],
    [t.harmonic, set([1, 2, 3, 4, 5, 6, 7, 8].map((k) => tone(130 * k, [0.25, 0.2, 0.12, 0.16, 0.14, 0.06, 0.03, 0.02][k - 1]!)), { noise: 0.01, shownMs: 20 })],
    [t.beat, set([tone(440, 0.4), tone(446, 0.4)], { shownMs: 50 })],
    [t.alias, set([tone(7000, 0.5)], { sampleRate: 8000, shownMs: 3 })],
    [t.coarse, set([tone(440, 0.8)], { bits: 3 })],
  ];
}
