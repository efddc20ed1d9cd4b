// Evaluate: which words are taken for which, how far the probabilities can be trusted, and every mistake to be heard.

import { array, arrays, get, type SoundInfo } from "../api";
import { type LabelProbability, probabilityBars } from "../charts/bars";
import { lineChart } from "../charts/lines";
import { soundView } from "../charts/soundview";
import { dataPlaces } from "../datasets";
import { card, choice, facts, h, newest } from "../dom";
import { fixed, percent, texts, whole } from "../i18n";
import { evaluate as judge, type Evaluation, evaluation, finished, type Job, trainedModels } from "../runs";
import type { View } from "../view";
import { confusionMatrix } from "./confusion";

const text = texts(
  {
    title: "Evaluate", lead: "How good is it really? Judge a model on clips that it has never met, and listen to where it errs.",
    what: "What to judge", model: "Model", shipped: "the model that comes with Hark", data: "Data", own: "what it was trained on", bundled: "bundled voices", recorded: "my recordings", split: "Clips",
    splits: { test: "test", validation: "validation", train: "training", all: "all" }, noModel: "There is no trained model yet.", trainOne: "Train one", working: (done: string, total: string) => `${done} of ${total} clips`, waiting: "Reading the data …",
    accuracy: "accuracy", interval: "95 % interval", over: (n: string) => `95 % interval over ${n} speakers`, loss: "loss", clips: "clips", calibration: "calibration error",
    validates: "This set has no clips of its own for validation: the model was chosen on these very clips, which flatters it.", seen: "The model has learnt from these clips: this tells how well it remembers, not how well it does.",
    confusion: "Confusion matrix", confusionHint: "Choose a cell to hear the clips behind it.", behind: "Clips", worst: "Worst mistakes first", worstHint: "Wrong, and yet sure of it.", noMistake: "No mistake at all.", cellOf: (actual: string, predicted: string) => `${actual} heard as ${predicted}`, showWorst: "Worst mistakes",
    listen: "Listen", chooseOne: "Choose a clip to hear it and see what the network thought.", thought: "What the network thought", said: "said", heard: "heard",
    perClass: "Word by word", word: "word", precision: "precision", recall: "recall", f1: "F1", support: "clips", perClassHint: "Precision: how often it is right when it says the word. Recall: how many of the word's clips it finds.",
    reliability: "Can its confidence be believed?", reliabilityHint: "Where the line follows the diagonal, 80 % sure means right in 80 of 100 cases.", confidence: "confidence (%)", right: "right (%)", ideal: "ideal", measured: "measured",
    rejection: "What a threshold costs and saves", rejectionHint: "Answers below the threshold are not believed: fewer words are kept, fewer strangers pass.", threshold: "threshold (%)", share: "share (%)", wordsRight: "words told right", unknownPassed: "unknown words let through", silencePassed: "silence let through",
  },
  {
    title: "평가", lead: "실제로 얼마나 잘할까요? 한 번도 듣지 못한 소리로 모델을 평가하고, 어디에서 틀리는지 들어 보세요.",
    what: "평가 대상", model: "모델", shipped: "Hark에 들어 있는 모델", data: "데이터", own: "학습에 쓴 데이터", bundled: "기본 제공 음성", recorded: "내가 녹음한 소리", split: "소리",
    splits: { test: "테스트", validation: "검증", train: "학습", all: "전체" }, noModel: "아직 학습된 모델이 없습니다.", trainOne: "학습하러 가기", working: (done: string, total: string) => `${total}개 중 ${done}개`, waiting: "데이터를 읽는 중 …",
    accuracy: "정확도", interval: "95 % 신뢰구간", over: (n: string) => `화자 ${n}명 기준 95 % 신뢰구간`, loss: "손실", clips: "소리 수", calibration: "보정 오차",
    validates: "이 데이터에는 검증용 소리가 따로 없어 바로 이 소리들로 모델을 골랐습니다. 그래서 수치가 실제보다 좋게 나옵니다.", seen: "모델이 학습한 소리입니다. 얼마나 잘하는지가 아니라 얼마나 기억하는지를 보여 줍니다.",
    confusion: "혼동 행렬", confusionHint: "칸을 고르면 그 소리들을 들을 수 있습니다.", behind: "소리", worst: "가장 큰 실수부터", worstHint: "틀렸는데도 확신한 소리들입니다.", noMistake: "틀린 소리가 하나도 없습니다.", cellOf: (actual: string, predicted: string) => `${actual} → ${predicted}`, showWorst: "가장 큰 실수",
    listen: "들어 보기", chooseOne: "소리를 고르면 듣고, 신경망의 판단을 볼 수 있습니다.", thought: "신경망의 판단", said: "실제", heard: "들은 단어",
    perClass: "단어별 결과", word: "단어", precision: "정밀도", recall: "재현율", f1: "F1", support: "소리 수", perClassHint: "정밀도: 그 단어라고 답했을 때 맞은 비율. 재현율: 그 단어의 소리를 찾아낸 비율.",
    reliability: "확신을 믿어도 될까요?", reliabilityHint: "선이 대각선을 따르면, 80 % 확신은 100번 중 80번 맞는다는 뜻입니다.", confidence: "확신 (%)", right: "맞은 비율 (%)", ideal: "이상적", measured: "측정값",
    rejection: "문턱값의 득과 실", rejectionHint: "문턱값보다 낮은 답은 믿지 않습니다. 놓치는 단어가 늘고, 잘못 통과하는 소리는 줄어듭니다.", threshold: "문턱값 (%)", share: "비율 (%)", wordsRight: "맞힌 단어", unknownPassed: "통과한 모르는 단어", silencePassed: "통과한 침묵",
  },
);

type Split = "test" | "validation" | "train" | "all";
const chosen: { split: Split; data: string } = { split: "test", data: "" };
const mostShown = 200;

export const evaluate: View = {
  name: "evaluate",
  title: () => text().title,
  mount(root, path) {
    const t = text();
    const problem = h("p", { class: "problem", role: "alert", hidden: true });
    const results = h("div", { class: "evaluation" });
    let cancel = (): void => {};
    let release = (): void => {};
    let asked = 0;
    const onProblem = (error: Error | null): void => {
      problem.hidden = error === null;
      problem.textContent = error?.message ?? "";
    };
    const place = h("div");
    root.append(h("h1", {}, t.title), h("p", { class: "lead" }, t.lead), problem, place, results);

    async function begin(): Promise<void> {
      const [names, places] = await Promise.all([trainedModels(), dataPlaces()]);
      if (names.length === 0) {
        place.replaceChildren(card(t.noModel, null, h("div", { class: "actions" }, h("a", { class: "button primary", href: "#/train" }, t.trainOne))));
        return;
      }
      let model = path[0] && names.includes(path[0]) ? path[0] : names[0]!;
      if (path[0] && model !== path[0]) onProblem(new Error(`${path[0]}: ${t.noModel}`));
      const modelSelect = h("select", { onchange: () => { model = modelSelect.value; history.replaceState(null, "", `#/evaluate/${encodeURIComponent(model)}`); void run(model); } }, names.map((name) => h("option", { value: name, selected: name === model }, name === "shipped" ? t.shipped : name)));
      const dataSelect = h("select", { onchange: () => { chosen.data = dataSelect.value; void run(model); } }, h("option", { value: "" }, t.own),
        places.map((p) => h("option", { value: p.id, selected: p.id === chosen.data }, p.origin === "bundled" ? t.bundled : p.origin === "recorded" ? t.recorded : p.name)));
      place.replaceChildren(card(t.what, null, h("div", { class: "field-row" },
        h("label", { class: "field" }, h("span", {}, t.model), modelSelect), h("label", { class: "field" }, h("span", {}, t.data), dataSelect),
        choice<Split>(t.split, [["test", t.splits.test], ["validation", t.splits.validation], ["train", t.splits.train], ["all", t.splits.all]], chosen.split, (split) => { chosen.split = split; void run(model); }))));
      await run(model);
    }

    async function run(model: string): Promise<void> {
      const mine = ++asked;
      cancel();
      release();
      release = () => {};
      onProblem(null);
      const bar = h("progress", { aria: { label: t.waiting } });
      const told = h("output", { class: "hint" }, t.waiting);
      results.replaceChildren(h("div", { class: "working" }, bar, told));
      try {
        const job = await judge({ run: model, split: chosen.split, ...(chosen.data ? { data: chosen.data } : {}) });
        if (mine !== asked) return;
        const following = finished(job, (status: Job) => {
          if (status.total === 0) return;
          bar.max = status.total;
          bar.value = status.done;
          told.value = t.working(whole(status.done), whole(status.total));
        });
        cancel = following.cancel;
        await following.done;
        const answer = await evaluation(job.id);
        if (mine !== asked) return;
        const drawn = show(job.id, answer);
        release = drawn.release;
        results.replaceChildren(...drawn.elements);
      } catch (error) {
        if (mine !== asked) return;
        results.replaceChildren();
        onProblem(error as Error);
      }
    }

    begin().catch(onProblem);
    return () => {
      asked = -1;
      cancel();
      release();
    };
  },
};

function show(job: string, answer: Evaluation): { elements: HTMLElement[]; release: () => void } {
  const t = text();
  const listening = listener(job, answer);
  const list = h("ul", { class: "clip-list" });
  const listTitle = h("h2", {}, t.worst);
  const listHint = h("p", { class: "hint" });
  const back = h("button", { type: "button", class: "small", onclick: () => { worst(); list.querySelector("button")?.focus(); } }, t.showWorst);

  function fill(title: string, hint: string, clips: readonly number[]): void {
    listTitle.textContent = title;
    listHint.textContent = clips.length > mostShown ? `${hint} (${whole(mostShown)} / ${whole(clips.length)})` : hint;
    list.replaceChildren(...clips.slice(0, mostShown).map((index) => {
      const clip = answer.clips[index]!;
      return h("li", {}, h("button", { type: "button", class: "clip-row", onclick: () => listening.choose(index) },
        h("span", { class: "clip-words" }, answer.labels[clip.actual]!, clip.actual === clip.predicted ? " ✓" : h("span", { class: "clip-wrong" }, ` → ${answer.labels[clip.predicted]!}`)),
        h("span", { class: "clip-probability" }, percent(clip.probability)), h("span", { class: "clip-file" }, clip.name)));
    }));
  }

  function worst(): void {
    const wrong = answer.clips.map((_, index) => index).filter((index) => answer.clips[index]!.actual !== answer.clips[index]!.predicted)
      .sort((a, b) => answer.clips[b]!.probability - answer.clips[a]!.probability);
    back.hidden = true;
    fill(t.worst, wrong.length === 0 ? t.noMistake : t.worstHint, wrong);
  }

  const matrix = confusionMatrix(answer.labels, answer.confusion, (actual, predicted) => {
    const clips = answer.clips.map((_, index) => index).filter((index) => answer.clips[index]!.actual === actual && answer.clips[index]!.predicted === predicted)
      .sort((a, b) => answer.clips[b]!.probability - answer.clips[a]!.probability);
    back.hidden = false;
    fill(t.cellOf(answer.labels[actual]!, answer.labels[predicted]!), "", clips);
    listening.choose(clips[0]!);
  });
  worst();
  const trust = trustCurves(answer);
  const warning = answer.split === "train" || answer.split === "all" ? t.seen : answer.validatesOnTest ? t.validates : null;
  return {
    elements: [
      card(`${answer.data} · ${t.splits[answer.split as Split] ?? answer.split}`, null,
        facts([
          [t.accuracy, percent(answer.accuracy, 2)], [answer.speakers > 0 ? t.over(whole(answer.speakers)) : t.interval, `${percent(answer.low)} – ${percent(answer.high)}`],
          [t.loss, typeof answer.loss === "number" ? fixed(answer.loss, 4) : answer.loss], [t.calibration, percent(answer.calibrationError)], [t.clips, whole(answer.clips.length)],
        ]),
        warning ? h("p", { class: "verdict warn" }, warning) : null),
      h("div", { class: "evaluation-columns" },
        card(t.confusion, t.confusionHint, matrix),
        h("section", { class: "card list-card" }, h("header", { class: "list-head" }, listTitle, back), listHint, list)),
      listening.element,
      card(t.perClass, t.perClassHint, perClassTable(answer)),
      trust.element,
    ],
    release() {
      listening.release();
      trust.release();
    },
  };
}

/** One clip of the evaluation: heard, seen, and what the network made of it. */
function listener(job: string, answer: Evaluation): { element: HTMLElement; choose(index: number): void; release(): void } {
  const t = text();
  const view = soundView({ wave: true });
  const bars = probabilityBars(t.thought);
  const about = h("p", { class: "hint", role: "status" }, t.chooseOne);
  const body = h("div", { class: "listen-columns", hidden: true }, view.element, h("div", {}, h("h3", {}, t.thought), bars.element));
  const load = newest(async (index: number) => {
    const clip = answer.clips[index]!;
    try {
      const [sound, probabilities] = await Promise.all([arrays<SoundInfo>(`/evaluations/${job}/clips/${index}`), get<number[]>(`/evaluations/${job}/clips/${index}/probabilities`)]);
      body.hidden = false;
      view.show({ samples: array(sound, "samples"), sampleRate: sound.info.sampleRate, decibels: array(sound, "decibels"), spectrogram: sound.info.spectrogram });
      bars.show(answer.labels.map((label, i): LabelProbability => ({ label, probability: probabilities[i]! })), answer.labels[clip.actual]!);
      about.textContent = `${clip.name} · ${t.said} ${answer.labels[clip.actual]!} · ${t.heard} ${answer.labels[clip.predicted]!}`;
      view.toggle();
    } catch (error) {
      body.hidden = true;
      about.textContent = (error as Error).message;
    }
  });
  return { element: card(t.listen, null, about, body), choose: load, release: () => view.release() };
}

function perClassTable(answer: Evaluation): HTMLElement {
  const t = text();
  const share = (value: number | string): HTMLElement => {
    if (typeof value !== "number") return h("td", { class: "number" }, "–");
    const meter = h("span", { class: "meter", aria: { hidden: "true" } }, h("span", {}));
    (meter.firstElementChild as HTMLElement).style.width = `${100 * value}%`;
    return h("td", { class: "number" }, meter, percent(value));
  };
  return h("div", { class: "table-scroll" }, h("table", { class: "runs per-class" },
    h("thead", {}, h("tr", {}, [t.word, t.precision, t.recall, t.f1, t.support].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, answer.perClass.map((row) => h("tr", {}, h("th", { scope: "row" }, row.label), share(row.precision), share(row.recall), share(row.f1), h("td", { class: "number" }, whole(row.support)))))));
}

function trustCurves(answer: Evaluation): { element: HTMLElement; release(): void } {
  const t = text();
  const hundred = (value: number): string => percent(value / 100);
  const reliability = lineChart({ x: t.confidence, y: t.right, height: 260, yRange: [0, 101], formatX: hundred, series: [{ label: t.ideal, color: "muted", dash: [5, 5], format: hundred }, { label: t.measured, color: "accent", width: 2, marks: true, format: hundred }] });
  reliability.show([
    [[0, 100], [0, 100]],
    [answer.reliability.map((bin) => bin.confidence * 100), answer.reliability.map((bin) => bin.accuracy * 100)],
  ], [0, 100]);
  const rejection = lineChart({ x: t.threshold, y: t.share, height: 260, yRange: [0, 101], formatX: hundred, series: [
    { label: t.wordsRight, color: "accent", width: 2, format: hundred }, { label: t.unknownPassed, color: "series-2", width: 2, format: hundred }, { label: t.silencePassed, color: "muted", width: 2, format: hundred }] });
  const thresholds = answer.rejection.map((point) => point.threshold * 100);
  const curve = (values: (number | string)[]): readonly [number[], (number | null)[]] => [thresholds, values.map((value) => (typeof value === "number" ? value * 100 : null))];
  rejection.show([curve(answer.rejection.map((p) => p.wordsRight)), curve(answer.rejection.map((p) => p.unknownPassed)), curve(answer.rejection.map((p) => p.silencePassed))], [0, 100]);
  return {
    element: h("div", { class: "evaluation-columns even" }, card(t.reliability, t.reliabilityHint, reliability.element), card(t.rejection, t.rejectionHint, rejection.element)),
    release() {
      reliability.release();
      rejection.release();
    },
  };
}
