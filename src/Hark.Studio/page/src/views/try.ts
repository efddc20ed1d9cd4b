// Try it: speak, open a file or take a clip; see what the network hears, and put it right where it errs.

import { array, arrays, type SoundInfo } from "../api";
import { probabilityBars } from "../charts/bars";
import { soundView } from "../charts/soundview";
import { dataIndex, dataPlaces } from "../datasets";
import { card, h } from "../dom";
import { fixed, percent, texts } from "../i18n";
import { levelMeter } from "../levelmeter";
import { capture, type Microphone, openMicrophone } from "../microphone";
import { keep, recordings, sendTrimmed, speaker } from "../recordings";
import { type Prediction, predictClip, predictSound, sendSound, trainedModels } from "../runs";
import type { View } from "../view";
import { wavOf } from "../wav";
import { listenLive } from "./live";

const text = texts(
  {
    title: "Try it", lead: "Say a word and see what the network hears in it.", noModel: "There is no trained model yet.", trainOne: "Train one first",
    model: "Model", shipped: "the model that comes with Hark", speak: "Speak", key: "or press Space", opening: "Asking for the microphone …", ready: "Get ready …", now: "Speak now", thinking: "Listening …",
    open: "Open a WAV file", drop: "or drop one here", random: "A random clip of", idle: "Press the button, then say one word.", bundled: "the bundled voices", recorded: "my recordings",
    heard: "Heard", took: (network: string, whole: string) => `${network} ms in the network, ${whole} ms with the way there and back`, by: (model: string) => `by ${model}`,
    probabilities: "Probability of each word", really: (label: string) => `It was “${label}”.`, wrong: "That was wrong", right: "What was it really?", other: "another word", keep: "Keep it", kept: (label: string, path: string) => `Kept as “${label}” in ${path}: the next training with your recordings learns from it.`,
    silent: "Nothing was heard. Is the microphone muted?",
  },
  {
    title: "말해 보기", lead: "단어를 말하고, 신경망이 무엇으로 들었는지 확인하세요.", noModel: "아직 학습된 모델이 없습니다.", trainOne: "먼저 학습하기",
    model: "모델", shipped: "Hark에 들어 있는 모델", speak: "말하기", key: "또는 스페이스 키", opening: "마이크를 요청하는 중 …", ready: "준비하세요 …", now: "지금 말하세요", thinking: "듣는 중 …",
    open: "WAV 파일 열기", drop: "또는 여기에 끌어다 놓기", random: "무작위로 하나:", idle: "버튼을 누르고 단어 하나를 말하세요.", bundled: "기본 제공 음성", recorded: "내가 녹음한 소리",
    heard: "들은 단어", took: (network: string, whole: string) => `신경망 ${network} ms, 오가는 시간까지 ${whole} ms`, by: (model: string) => `모델: ${model}`,
    probabilities: "단어별 확률", really: (label: string) => `실제로는 “${label}”입니다.`, wrong: "틀렸어요", right: "실제로는 무엇이었나요?", other: "다른 단어", keep: "저장", kept: (label: string, path: string) => `“${label}”(으)로 저장했습니다 (${path}). 내 녹음으로 다시 학습하면 이 소리도 배웁니다.`,
    silent: "아무 소리도 들리지 않았습니다. 마이크가 꺼져 있지 않나요?",
  },
);

const captureSeconds = 1.9;
const countMs = 400;

interface Sound {
  /** Where its samples and spectrogram are. */
  view: string;
  predict(model: string): Promise<Prediction>;
  /** Its name among the sent sounds, where it can be kept. */
  sent?: string;
  label?: string;
}

export const tryIt: View = {
  name: "try",
  title: () => text().title,
  mount(root, path) {
    const t = text();
    let left = false;
    let busy = false;
    let microphone: Microphone | null = null;
    let model = "";
    let current: Sound | null = null;
    let endLive = (): void => {};
    const problem = h("p", { class: "problem", role: "alert", hidden: true });
    const place = h("div", { class: "try" });
    const meter = levelMeter();
    const cue = h("p", { class: "cue", role: "status", aria: { live: "assertive" } }, h("span", { class: "hint" }, t.idle));
    const view = soundView({ wave: true });
    const bars = probabilityBars(t.probabilities);
    const answer = h("p", { class: "heard", role: "status" });
    const about = h("p", { class: "hint" });
    const putRight = h("div", { class: "put-right" });
    const result = h("section", { class: "card result", hidden: true }, h("div", { class: "listen-columns" }, h("div", {}, answer, about, view.element), h("div", {}, h("h3", {}, t.probabilities), bars.element, putRight)));
    const onProblem = (error: unknown): void => {
      problem.hidden = error === null;
      problem.textContent = error instanceof Error ? error.message : "";
    };
    root.append(h("h1", {}, t.title), h("p", { class: "lead" }, t.lead), problem, place);

    /** One thing at a time; whatever goes wrong is said. */
    async function once(work: () => Promise<void>): Promise<void> {
      if (busy) return;
      busy = true;
      onProblem(null);
      try {
        await work();
      } catch (error) {
        if (!left) onProblem(error);
      } finally {
        busy = false;
        cue.replaceChildren(h("span", { class: "hint" }, t.idle));
        cue.classList.remove("cue-now");
        meter.clear();
      }
    }

    const speak = (): Promise<void> => once(async () => {
      endLive();
      cue.textContent = t.opening;
      microphone = await openMicrophone();
      try {
        microphone.onSound = (_, peak) => meter.show(peak);
        cue.textContent = t.ready;
        await new Promise((resolve) => setTimeout(resolve, countMs));
        cue.textContent = t.now;
        cue.classList.add("cue-now");
        const samples = await capture(microphone, captureSeconds, meter.show);
        cue.classList.remove("cue-now");
        cue.textContent = t.thinking;
        const { id } = await sendTrimmed(wavOf(samples, microphone.sampleRate));
        await hear({ view: `/sounds/${id}`, predict: (name) => predictSound(id, name), sent: id });
      } finally {
        microphone.close();
        microphone = null;
      }
    });

    const openFile = (file: File | undefined): Promise<void> => once(async () => {
      if (!file) return;
      cue.textContent = t.thinking;
      const { id } = await sendSound(file);
      await hear({ view: `/sounds/${id}`, predict: (name) => predictSound(id, name), sent: id });
    });

    const takeRandom = (data: string): Promise<void> => once(async () => {
      const index = await dataIndex(data);
      const from = index.splitCounts[2] > 0 ? index.splitCounts[0] + index.splitCounts[1] : 0;
      const clip = from + Math.floor(Math.random() * (index.names.length - from));
      await hear({ view: `/data/${data}/clips/${clip}`, predict: (name) => predictClip(data, clip, name), label: index.labels[index.labelIndices[clip]!]! });
      view.toggle();
    });

    async function hear(sound: Sound): Promise<void> {
      const started = performance.now();
      const prediction = await sound.predict(model);
      const milliseconds = performance.now() - started;
      const shown = await arrays<SoundInfo>(sound.view);
      if (left) return;
      current = sound;
      if (typeof shown.info.peakDbfs !== "number") onProblem(new Error(t.silent));
      result.hidden = false;
      view.show({ samples: array(shown, "samples"), sampleRate: shown.info.sampleRate, decibels: array(shown, "decibels"), spectrogram: shown.info.spectrogram });
      bars.show(prediction.probabilities, sound.label);
      answer.replaceChildren(h("span", { class: "heard-word" }, prediction.label), h("span", { class: "heard-share" }, percent(prediction.probability)));
      about.textContent = [sound.label ? t.really(sound.label) : "", t.took(fixed(prediction.milliseconds, 1), fixed(milliseconds, 0)), t.by(prediction.model)].filter(Boolean).join(" · ");
      offerCorrection(prediction);
    }

    /** The sound under its right word, in the folder of recordings. */
    function offerCorrection(prediction: Prediction): void {
      const sound = current;
      putRight.replaceChildren();
      if (!sound?.sent) return;
      const save = (label: string): Promise<void> => once(async () => {
        await keep(sound.sent!, label, speaker());
        const { path: folder } = await recordings();
        const kept = h("p", { class: "verdict", role: "status", tabIndex: -1 }, t.kept(label, folder));
        putRight.replaceChildren(kept);
        kept.focus();
      });
      const choose = (): void => {
        const other = h("input", { type: "text", maxLength: 40, placeholder: t.other, aria: { label: t.other } });
        putRight.replaceChildren(h("fieldset", { class: "words" }, h("legend", {}, t.right),
          h("div", { class: "chips" }, prediction.probabilities.filter((p) => p.label !== prediction.label).map((p) => h("button", { type: "button", class: "chip", onclick: () => void save(p.label) }, p.label))),
          h("form", { class: "joined", onsubmit: (event: SubmitEvent) => { event.preventDefault(); if (other.value.trim()) void save(other.value.trim()); } }, other, h("button", { type: "submit" }, t.keep))));
        putRight.querySelector("button")?.focus();
      };
      putRight.append(h("button", { type: "button", onclick: choose }, t.wrong));
    }

    async function begin(): Promise<void> {
      const [names, places] = await Promise.all([trainedModels(), dataPlaces()]);
      if (left) return;
      if (names.length === 0) {
        place.replaceChildren(card(t.noModel, null, h("div", { class: "actions" }, h("a", { class: "button primary", href: "#/train" }, t.trainOne))));
        return;
      }
      model = path[0] && names.includes(path[0]) ? path[0] : names[0]!;
      if (path[0] && model !== path[0]) onProblem(new Error(`${path[0]}: ${t.noModel}`));
      const select = h("select", { onchange: () => { endLive(); model = select.value; history.replaceState(null, "", `#/try/${encodeURIComponent(model)}`); result.hidden = true; } }, names.map((name) => h("option", { value: name, selected: name === model }, name === "shipped" ? t.shipped : name)));
      const file = h("input", { type: "file", accept: ".wav,audio/wav,audio/x-wav", class: "file", aria: { label: t.open }, onchange: () => { void openFile(file.files?.[0]).then(() => { file.value = ""; }); } });
      const from = h("select", { aria: { label: t.random } }, places.map((p) => h("option", { value: p.id }, p.origin === "bundled" ? t.bundled : p.origin === "recorded" ? t.recorded : p.name)));
      const live = listenLive(() => model, meter, onProblem);
      endLive = live.end;
      place.replaceChildren(
        h("section", { class: "card" },
          h("label", { class: "field model-choice" }, h("span", {}, t.model), select),
          h("div", { class: "stage" }, h("button", { type: "button", class: "primary record-button", onclick: () => void speak() }, t.speak, h("span", { class: "key-hint" }, t.key)), h("div", { class: "stage-sound" }, cue, meter.element)),
          h("div", { class: "actions" }, live.button, h("label", { class: "button file-button" }, t.open, file),
            h("span", { class: "joined" }, h("button", { type: "button", onclick: () => void takeRandom(from.value) }, t.random), from)),
          live.element),
        result);
    }

    const onKey = (event: KeyboardEvent): void => {
      if (event.code !== "Space" || event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement || event.target instanceof HTMLSelectElement || event.target instanceof HTMLAnchorElement) return;
      event.preventDefault();
      if (!event.repeat) void speak();
    };
    const onDrag = (event: DragEvent): void => event.preventDefault();
    const onDrop = (event: DragEvent): void => {
      event.preventDefault();
      void openFile(event.dataTransfer?.files[0]);
    };
    addEventListener("keydown", onKey);
    root.addEventListener("dragover", onDrag);
    root.addEventListener("drop", onDrop);
    begin().catch(onProblem);
    return () => {
      left = true;
      removeEventListener("keydown", onKey);
      microphone?.close();
      endLive();
      view.release();
    };
  },
};
