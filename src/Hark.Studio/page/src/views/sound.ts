// The sound lab: make a wave, sample it, round it, take it apart. Every number comes from the library.

import { type Arrays, array, arrays, decibels, type SpectrogramInfo } from "../api";
import { lineChart } from "../charts/lines";
import { soundView } from "../charts/soundview";
import { card, choice, facts, h, logarithmic, newest, slider } from "../dom";
import { fixed, hertz, texts, whole } from "../i18n";
import { play } from "../player";
import { drawAgain, type View } from "../view";
import { ownSound } from "./ownsound";
import { partialsEditor } from "./partials";
import { presets, state } from "./soundstate";

const text = texts(
  {
    title: "Sound lab",
    lead: "A sound is a sum of tones. Make one, look at it as a computer does, and hear what gets lost.",
    presets: "Begin with",
    sampling: "Sampling", samplingHint: "A computer looks at the wave so many times a second. Tones above half that rate, the Nyquist limit, come back as other tones.",
    rate: "Sampling rate", shown: "Time shown", time: "time (ms)", amplitude: "amplitude", original: "the wave", samples: "samples", heard: "what is heard",
    playOriginal: "Play the wave", playSampled: "Play what was sampled", nyquist: "Nyquist limit", alias: (from: string, to: string) => `${from} is heard as ${to}`, noAlias: "every tone is kept",
    bits: "Bits per sample", off: "not rounded", bitsTitle: "Rounding to levels", bitsHint: "Each sample is rounded to one of 2ⁿ levels. The rounding error is heard as noise; every bit less brings 6 dB more of it.",
    error: "rounding error", rounded: "rounded", levels: "levels", step: "step", largest: "largest error", snr: "SNR measured", theory: "SNR expected", clipped: "samples beyond the last level", dither: "Dither",
    withDither: "with", withoutDither: "without", chooseBits: "Move the slider to round the samples.",
    spectrum: "Spectrum", spectrumHint: "The Fourier transform takes the sound apart again: which tones are in it, how strong, and where in their period they begin.",
    frequency: "frequency (Hz)", magnitude: "amplitude (dB)", phase: "phase (rad)",
    stft: "Spectrogram", stftHint: "The spectrum of one short window after another. A long window parts tones that are close together; a short one tells when they happen.",
    window: "Window", hop: "Hop", shape: "Shape", resolution: "Resolution", size: "Bins × frames",
    source: "Sound", made: "the one above", own: "a file of mine",
  },
  {
    title: "소리 실험실",
    lead: "소리는 여러 음의 합입니다. 소리를 만들고, 컴퓨터가 보는 방식으로 들여다보고, 무엇이 사라지는지 들어 보세요.",
    presets: "시작점",
    sampling: "샘플링", samplingHint: "컴퓨터는 1초에 정해진 횟수만큼만 파형을 들여다봅니다. 그 절반(나이퀴스트 한계)보다 높은 음은 다른 음으로 되돌아옵니다.",
    rate: "샘플링 레이트", shown: "보이는 시간", time: "시간 (ms)", amplitude: "진폭", original: "원래 파형", samples: "샘플", heard: "들리는 소리",
    playOriginal: "원래 파형 듣기", playSampled: "샘플링된 소리 듣기", nyquist: "나이퀴스트 한계", alias: (from: string, to: string) => `${from} 음이 ${to}로 들립니다`, noAlias: "모든 음이 그대로 남습니다",
    bits: "샘플당 비트 수", off: "반올림 안 함", bitsTitle: "양자화", bitsHint: "각 샘플을 2ⁿ개의 단계 중 하나로 반올림합니다. 그 오차는 잡음으로 들리고, 비트가 하나 줄 때마다 6 dB씩 커집니다.",
    error: "양자화 오차", rounded: "양자화한 값", levels: "단계 수", step: "단계 간격", largest: "가장 큰 오차", snr: "측정한 SNR", theory: "이론 SNR", clipped: "끝 단계를 넘은 샘플", dither: "디더",
    withDither: "사용", withoutDither: "사용 안 함", chooseBits: "슬라이더를 움직이면 샘플이 양자화됩니다.",
    spectrum: "스펙트럼", spectrumHint: "푸리에 변환은 소리를 다시 나눕니다. 어떤 음이 얼마나 세게 들어 있고, 주기의 어디에서 시작하는지 보여 줍니다.",
    frequency: "주파수 (Hz)", magnitude: "진폭 (dB)", phase: "위상 (rad)",
    stft: "스펙트로그램", stftHint: "짧은 구간의 스펙트럼을 차례로 이은 그림입니다. 창이 길면 가까운 음을 구분하고, 창이 짧으면 언제 났는지를 구분합니다.",
    window: "창 길이", hop: "홉", shape: "창 모양", resolution: "해상도", size: "주파수 칸 × 프레임",
    source: "소리", made: "위에서 만든 소리", own: "내 파일",
  },
);

interface LabInfo {
  sampleRate: number;
  frames: number;
  nyquistHz: number;
  playbackRate: number;
  curveSeconds: number;
  partials: { frequencyHz: number; heardHz: number; aliased: boolean; note: string | null }[];
  spectrogram: SpectrogramInfo;
  quantization: { levels: number; step: number; largestError: number; measuredSnrDb: number | string; expectedSnrDb: number | string; clippedSamples: number } | null;
}

export const soundLab: View = {
  name: "sound",
  title: () => text().title,
  mount(root) {
    const t = text();
    let answer: Arrays<LabInfo> | null = null;
    const problem = h("p", { class: "problem", role: "alert", hidden: true });
    const waveChart = lineChart({
      x: t.time, y: t.amplitude, height: 240, formatX: (ms) => `${ms.toFixed(2)} ms`,
      series: [{ label: t.original, color: "muted", width: 1.2 }, { label: t.heard, color: "series-2", width: 2 }, { label: t.samples, color: "accent", form: "points" }],
    });
    const errorChart = lineChart({
      x: t.time, y: t.amplitude, height: 180, formatX: (ms) => `${ms.toFixed(2)} ms`,
      series: [{ label: t.rounded, color: "accent", form: "steps" }, { label: t.error, color: "series-2", width: 1.2, format: (v) => v.toExponential(2) }],
    });
    const formatHz = (hz: number): string => `${hz.toFixed(1)} Hz`;
    const magnitudeChart = lineChart({ x: t.frequency, y: t.magnitude, height: 200, yRange: [-100, 6], formatX: formatHz, series: [{ label: t.magnitude, color: "accent", format: (v) => `${v.toFixed(1)} dB` }] });
    const phaseChart = lineChart({ x: t.frequency, y: t.phase, height: 150, yRange: [-3.5, 3.5], yTicks: [[-Math.PI, "−π"], [-Math.PI / 2, "−π/2"], [0, "0"], [Math.PI / 2, "π/2"], [Math.PI, "π"]], formatX: formatHz, series: [{ label: t.phase, color: "series-2", form: "points", format: (v) => v.toFixed(2) }] });
    const spectrogram = soundView({ wave: false, tall: true });
    const samplingFacts = h("div", { class: "fact-group" });
    const bitFacts = h("div", { class: "fact-place" });
    const stftFacts = h("div");
    const own = ownSound(state.stft, (info) => stftFacts.replaceChildren(stftFigures(info.spectrogram, info.sampleRate)));

    const update = newest(async () => {
      try {
        answer = await arrays<LabInfo>("/sound/lab", state.spec());
        problem.hidden = true;
        draw();
      } catch (error) {
        problem.textContent = (error as Error).message;
        problem.hidden = false;
      }
    });
    const changed = (): void => update(undefined);
    const stftChanged = (): void => (state.ownSound ? own.update() : changed());
    const showSource = (): void => {
      own.element.hidden = !state.ownSound;
      spectrogram.element.hidden = state.ownSound;
      stftChanged();
    };

    function draw(): void {
      if (!answer) return;
      const { info } = answer;
      const shown = state.shownMs / 1000;
      const samples = array(answer, "samples");
      const curve = array(answer, "curve");
      const playback = array(answer, "playback");
      const curvePoints = Math.min(curve.length, Math.round(((curve.length - 1) * shown) / info.curveSeconds) + 1);
      const sampleCount = Math.min(samples.length, Math.floor(shown * info.sampleRate) + 1);
      const playbackCount = Math.min(playback.length, Math.floor(shown * info.playbackRate) + 1);
      const sampleTimes = times(sampleCount, 1000 / info.sampleRate);
      const xRange: [number, number] = [0, state.shownMs];
      waveChart.show([
        [times(curvePoints, (1000 * info.curveSeconds) / (curve.length - 1)), curve.subarray(0, curvePoints)],
        [times(playbackCount, 1000 / info.playbackRate), playback.subarray(0, playbackCount)],
        [sampleTimes, samples.subarray(0, sampleCount)],
      ], xRange);
      const aliases = info.partials.filter((partial) => partial.aliased);
      samplingFacts.replaceChildren(facts([[t.nyquist, hertz(info.nyquistHz)]]),
        h("p", { class: aliases.length > 0 ? "verdict warn" : "verdict" }, aliases.length === 0 ? t.noAlias : aliases.map((partial) => t.alias(hertz(partial.frequencyHz), hertz(partial.heardHz))).join(" · ")));

      const quantization = info.quantization;
      errorChart.element.hidden = quantization === null;
      if (quantization) {
        errorChart.show([[sampleTimes, array(answer, "quantized").subarray(0, sampleCount)], [sampleTimes, array(answer, "errors").subarray(0, sampleCount)]], xRange);
        bitFacts.replaceChildren(facts([
          [t.levels, whole(quantization.levels)], [t.step, quantization.step.toPrecision(3)], [t.largest, quantization.largestError.toPrecision(3)],
          [t.snr, decibels(quantization.measuredSnrDb)], [t.theory, decibels(quantization.expectedSnrDb)], [t.clipped, whole(quantization.clippedSamples)],
        ]));
      } else {
        bitFacts.replaceChildren(h("p", { class: "hint" }, t.chooseBits));
      }

      drawSpectrum(info);
      const stft = info.spectrogram;
      spectrogram.show({ samples, sampleRate: info.sampleRate, decibels: array(answer, "decibels"), spectrogram: stft, playback: { samples: playback, sampleRate: info.playbackRate } });
      if (!state.ownSound) stftFacts.replaceChildren(stftFigures(stft, info.sampleRate));
    }

    function drawSpectrum(info: LabInfo): void {
      const magnitude = array(answer!, "magnitude");
      const frequencies = times(magnitude.length, info.nyquistHz / (magnitude.length - 1));
      const inDb = Float32Array.from(magnitude, (value) => 20 * Math.log10(Math.max(1e-5, value)));
      magnitudeChart.show([[frequencies, inDb]], [0, info.nyquistHz]);

      // The phase of what is not there says nothing.
      const strong: number[] = [];
      magnitude.forEach((value, bin) => {
        if (value > 0.01) strong.push(bin);
      });
      const phase = array(answer!, "phase");
      phaseChart.show([[strong.map((bin) => frequencies[bin]!), strong.map((bin) => phase[bin]!)]], [0, info.nyquistHz]);
    }

    const partials = partialsEditor(state.partials, (noise) => { state.noise = noise; changed(); }, () => state.noise, changed);
    const playWave = async (): Promise<void> => {
      const original = await arrays<LabInfo>("/sound/lab", { ...state.spec(), sampleRate: 48000, bits: null });
      play(array(original, "playback"), original.info.playbackRate);
    };
    const bits = slider({ label: t.bits, value: state.bits ?? 17, min: 1, max: 17, format: (value) => (value > 16 ? t.off : String(value)), onInput: (value) => { state.bits = value > 16 ? null : value; changed(); } });
    root.append(
      h("h1", {}, t.title), h("p", { class: "lead" }, t.lead), problem,
      h("div", { class: "lab" },
        h("aside", { class: "lab-side" }, card(t.presets, null, h("div", { class: "chips" }, presets().map(([label, preset]) => h("button", { type: "button", class: "chip", onclick: () => { preset(); drawAgain(); } }, label)))), partials),
        h("div", { class: "lab-main" },
          card(t.sampling, t.samplingHint,
            h("div", { class: "controls" },
              slider({ label: t.rate, value: state.sampleRate, min: 400, max: 48000, step: 100, scale: logarithmic, format: hertz, onInput: (value) => { state.sampleRate = value; changed(); } }).element,
              slider({ label: t.shown, value: state.shownMs, min: 1, max: 50, format: (value) => `${value} ms`, onInput: (value) => { state.shownMs = value; draw(); } }).element),
            waveChart.element, samplingFacts,
            h("div", { class: "actions" }, h("button", { type: "button", onclick: () => void playWave() }, t.playOriginal), h("button", { type: "button", class: "primary", onclick: () => { if (answer) play(array(answer, "playback"), answer.info.playbackRate); } }, t.playSampled))),
          card(t.bitsTitle, t.bitsHint,
            h("div", { class: "controls" }, bits.element, choice(t.dither, [["no", t.withoutDither], ["yes", t.withDither]], state.dither ? "yes" : "no", (value) => { state.dither = value === "yes"; changed(); })),
            errorChart.element, bitFacts),
          card(t.spectrum, t.spectrumHint, magnitudeChart.element, phaseChart.element),
          card(t.stft, t.stftHint,
            h("div", { class: "controls" },
              slider({ label: t.window, value: Math.log2(state.nFft), min: 5, max: 12, format: (power) => whole(2 ** power), onInput: (power) => { state.nFft = 2 ** power; stftChanged(); } }).element,
              slider({ label: t.hop, value: state.hopShare, min: 0, max: 4, format: (power) => `1/${2 ** power}`, onInput: (power) => { state.hopShare = power; stftChanged(); } }).element,
              choice(t.shape, [["hann", "Hann"], ["hamming", "Hamming"], ["blackman", "Blackman"], ["rectangular", "▭"]], state.window, (value) => { state.window = value; stftChanged(); }),
              choice(t.source, [["made", t.made], ["own", t.own]], state.ownSound ? "own" : "made", (value) => { state.ownSound = value === "own"; showSource(); })),
            spectrogram.element, own.element, stftFacts))));
    changed();
    showSource();
    return () => {
      for (const chart of [waveChart, errorChart, magnitudeChart, phaseChart, spectrogram, own]) chart.release();
    };
  },
};

function stftFigures(stft: SpectrogramInfo, sampleRate: number): HTMLElement {
  const t = text();
  return facts([
    [t.resolution, `${fixed(sampleRate / stft.nFft, 1)} Hz × ${fixed((1000 * stft.hopSamples) / sampleRate, 2)} ms`],
    [t.window, `${fixed((1000 * stft.nFft) / sampleRate, 1)} ms`],
    [t.size, `${whole(stft.bins)} × ${whole(stft.frames)}`],
  ]);
}

const times = (count: number, step: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i * step);
