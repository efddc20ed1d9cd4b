// Data: open a set, count, browse, filter, hear and see its clips.

import { array, arrays, type SoundInfo } from "../api";
import { soundView } from "../charts/soundview";
import { clipAddress, type DataIndex, dataIndex, type DataPlace, dataPlaces, dataSummary } from "../datasets";
import { card, choice, facts, h, newest } from "../dom";
import { texts, whole } from "../i18n";
import type { View } from "../view";
import { virtualList } from "../virtuallist";
import { labelCounts } from "./datalabels";
import { dataProblems } from "./dataproblems";

const text = texts(
  {
    title: "Data", lead: "What a network learns from. Look at it, listen to it, and find what does not belong before it is learnt.",
    sets: "Data sets", bundled: "bundled voices", recorded: "my recordings", opening: "Opening …", openMore: "To open another, start Studio with", openMoreCommand: "./hark studio --data FOLDER-OR-NPZ",
    clips: "clips", labels: "labels", rate: "delivered at", speakers: "speakers", kinds: { npz: "NPZ", speechCommands: "Speech Commands folder", plainFolder: "folder of labels" },
    list: "Clips", search: "Search names", all: "all", splits: ["training", "validation", "test"], found: (n: string) => `${n} clips`, none: "No clip fits. Take the filter away.",
    random: "A random clip", chooseOne: "Choose a clip to see and hear it.", download: "Save as WAV", keys: "↑ ↓ choose · Enter plays · R takes a random clip", label: "label", split: "split", peak: "peak", loudness: "loudness", padded: "padded", cut: "cut", resampled: "resampled",
  },
  {
    title: "데이터", lead: "신경망은 이 소리들로 배웁니다. 먼저 보고 들어 보고, 어울리지 않는 소리를 미리 찾아보세요.",
    sets: "데이터 세트", bundled: "기본 제공 음성", recorded: "내가 녹음한 소리", opening: "여는 중 …", openMore: "다른 데이터를 열려면 Studio를 이렇게 시작하세요:", openMoreCommand: "./hark studio --data 폴더-또는-NPZ",
    clips: "소리", labels: "라벨", rate: "샘플링 레이트", speakers: "화자", kinds: { npz: "NPZ", speechCommands: "Speech Commands 폴더", plainFolder: "라벨별 폴더" },
    list: "소리 목록", search: "이름 찾기", all: "전체", splits: ["학습", "검증", "테스트"], found: (n: string) => `${n}개`, none: "조건에 맞는 소리가 없습니다. 조건을 지워 보세요.",
    random: "무작위로 하나", chooseOne: "소리를 하나 고르면 보고 들을 수 있습니다.", download: "WAV로 저장", keys: "↑ ↓ 고르기 · Enter 재생 · R 무작위", label: "라벨", split: "구분", peak: "최댓값", loudness: "소리 크기", padded: "채움", cut: "자름", resampled: "리샘플링",
  },
);

export const data: View = {
  name: "data",
  title: () => text().title,
  mount(root, path) {
    const t = text();
    const places = h("div", { class: "chips" });
    const body = h("div", { class: "data-body" }, h("p", { class: "hint" }, t.opening));
    const problem = h("p", { class: "problem", role: "alert", hidden: true });
    let release: (() => void) | null = null;
    let left = false;
    root.append(h("h1", {}, t.title), h("p", { class: "lead" }, t.lead), problem, card(t.sets, null, places, h("p", { class: "hint" }, t.openMore, " ", h("code", {}, t.openMoreCommand))), body);

    async function open(): Promise<void> {
      const all = await dataPlaces();
      const place = all.find((candidate) => candidate.id === path[0]) ?? all[0]!;
      places.replaceChildren(...all.map((candidate) => h("a", { class: "chip button", href: `#/data/${candidate.id}`, title: candidate.path, aria: candidate === place ? { current: "true" } : {} }, nameOf(candidate))));
      const index = await dataIndex(place.id);
      if (left) return;
      const browser = browse(index);
      release = browser.release;
      body.replaceChildren(...browser.elements);
    }

    open().catch((error: Error) => {
      problem.textContent = error.message;
      problem.hidden = false;
      body.replaceChildren();
    });
    return () => {
      left = true;
      release?.();
    };
  },
};

const nameOf = (place: DataPlace): string => (place.origin === "bundled" ? text().bundled : place.origin === "recorded" ? text().recorded : place.name);

function browse(index: DataIndex): { elements: HTMLElement[]; release: () => void } {
  const t = text();
  const { id } = index.place;
  const starts = [0, index.splitCounts[0], index.splitCounts[0] + index.splitCounts[1]];
  const splitOf = (clip: number): number => (clip >= starts[2]! ? 2 : clip >= starts[1]! ? 1 : 0);
  const lower = index.names.map((name) => name.toLowerCase());
  const filter = { label: -1, split: -1, words: "" };
  let shown: number[] = [];
  let current = -1;

  const found = h("output", { class: "hint" });
  const about = h("div", {}, h("p", { class: "hint" }, t.chooseOne));
  const view = soundView({ wave: true });
  view.element.hidden = true;
  const list = virtualList({
    label: t.list,
    rowHeight: 32,
    row: (row) => {
      const clip = shown[row]!;
      return [h("span", { class: "row-label" }, index.labels[index.labelIndices[clip]!]!), h("span", { class: "row-name" }, shortName(index.names[clip]!, index.labels[index.labelIndices[clip]!]!))];
    },
    onChoose: (row) => show(shown[row]!),
  });

  const load = newest(async (clip: number) => {
    const label = index.labels[index.labelIndices[clip]!]!;
    try {
      const answer = await arrays<SoundInfo>(clipAddress(id, clip));
      if (clip !== current) return;
      view.element.hidden = false;
      view.show({ samples: array(answer, "samples"), sampleRate: answer.info.sampleRate, decibels: array(answer, "decibels"), spectrogram: answer.info.spectrogram });
      about.replaceChildren(
        h("h3", { class: "clip-name" }, index.names[clip]!),
        facts([[t.label, label], [t.split, t.splits[splitOf(clip)]!], [t.peak, level(answer.info.peakDbfs)], [t.loudness, level(answer.info.rmsDbfs)]]));
      save.href = `/api${clipAddress(id, clip)}/wav`;
      save.hidden = false;
    } catch (error) {
      view.element.hidden = true;
      about.replaceChildren(h("p", { class: "problem", role: "alert" }, (error as Error).message));
    }
  });

  function show(clip: number): void {
    current = clip;
    load(clip);
  }

  /** From wherever it was named: a finding, a random draw. */
  function goTo(clip: number): void {
    let row = shown.indexOf(clip);
    if (row < 0) {
      Object.assign(filter, { label: -1, split: -1, words: "" });
      search.value = "";
      counts.choose(-1);
      apply();
      row = clip;
    }
    list.choose(row);
    show(clip);
  }

  function random(): void {
    if (shown.length > 0) goTo(shown[Math.floor(Math.random() * shown.length)]!);
  }

  function apply(): void {
    const words = filter.words.trim().toLowerCase();
    shown = [];
    for (let clip = 0; clip < index.names.length; clip++) {
      if ((filter.label < 0 || index.labelIndices[clip] === filter.label) && (filter.split < 0 || splitOf(clip) === filter.split) && (words === "" || lower[clip]!.includes(words))) shown.push(clip);
    }
    found.value = shown.length === 0 ? t.none : t.found(whole(shown.length));
    list.resize(shown.length);
    list.choose(-1);
    list.element.scrollTop = 0;
  }

  const search = h("input", { type: "search", placeholder: t.search, aria: { label: t.search }, oninput: () => { filter.words = search.value; apply(); } });
  const save = h("a", { class: "button", hidden: true, download: "" }, t.download);
  const counts = labelCounts(index, splitOf, (label) => { filter.label = label; apply(); });
  const splitChoice = choice<string>(t.split, [["-1", t.all], ...t.splits.map((name, i) => [String(i), name] as const)], "-1", (value) => { filter.split = Number(value); apply(); });
  const overview = h("div", { class: "fact-group" });
  overview.append(facts([[t.clips, whole(index.names.length)], [t.labels, whole(counts.used)], [t.rate, `${whole(index.sampleRate)} Hz`]]));
  void dataSummary(id).then((summary) => overview.append(
    facts([[t.speakers, `${whole(summary.speakers.train)} / ${whole(summary.speakers.validation)} / ${whole(summary.speakers.test)}`], [t.padded, whole(summary.padded)], [t.cut, whole(summary.cut)], [t.resampled, whole(summary.resampled)]]),
    ...summary.notes.map((note) => h("p", { class: "hint" }, note)))).catch((error: Error) => overview.append(h("p", { class: "problem" }, error.message)));

  const keys = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "r") random();
    else if (event.key === "Enter" && event.target === list.element && current >= 0) view.toggle();
  };
  addEventListener("keydown", keys);
  apply();
  return {
    elements: [
      h("div", { class: "data-columns" },
        card(nameOf(index.place), t.kinds[index.kind], overview, counts.element),
        card(t.list, null, search, splitChoice, found, list.element, h("div", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: random }, t.random)), h("p", { class: "hint keys" }, t.keys)),
        h("section", { class: "card clip-card", aria: { live: "polite" } }, about, view.element, h("div", { class: "actions" }, save))),
      dataProblems(id, goTo, index),
    ],
    release: () => {
      removeEventListener("keydown", keys);
      view.release();
    },
  };
}

/** yes/0a7c_nohash_0.wav stands under "yes": its folder need not be said again. */
const shortName = (name: string, label: string): string => (name.startsWith(`${label}/`) ? name.slice(label.length + 1) : name);

const level = (dbfs: number | string): string => (typeof dbfs === "number" ? `${dbfs.toFixed(1).replace("-", "−")} dBFS` : "−∞ dBFS");
