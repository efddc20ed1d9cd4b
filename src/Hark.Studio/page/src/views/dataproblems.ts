// Clips that a person should hear: found by the library, and by a model that doubts their labels.

import { get, post } from "../api";
import type { DataIndex } from "../datasets";
import { card, h } from "../dom";
import { percent, texts, whole } from "../i18n";
import { finished, type Job, trainedModels } from "../runs";

const text = texts(
  {
    title: "Problems", hint: "A network learns whatever it is given. These checks name clips worth hearing before it does.",
    check: "Check every clip", doubts: "Let a model doubt the labels", waiting: "Waits for another computation …", working: (done: string, total: string) => `${done} of ${total} clips …`,
    fine: "Nothing found.", faults: { unreadable: "cannot be read", silent: "silent", tooShort: "too short for a word", clipped: "too loud, clipped", cutOff: "cut off at an end", oddRate: "of another sample rate than most", copy: "there twice", sharedCopy: "also in another split, which flatters the model", sharedSpeaker: "speakers in two splits, which flatters the model" } as Record<string, string>,
    doubtful: "labels to doubt", as: (label: string, predicted: string, sure: string) => `${label}: the model hears ${predicted} (${sure})`, more: (n: string) => `and ${n} more`,
  },
  {
    title: "문제 찾기", hint: "신경망은 주어진 것을 그대로 배웁니다. 배우기 전에 들어 볼 만한 소리를 찾아 줍니다.",
    check: "모든 소리 검사", doubts: "모델로 라벨 의심해 보기", waiting: "다른 계산이 끝나기를 기다리는 중 …", working: (done: string, total: string) => `${total}개 중 ${done}개 …`,
    fine: "문제가 없습니다.", faults: { unreadable: "읽을 수 없음", silent: "소리 없음", tooShort: "단어라기엔 너무 짧음", clipped: "너무 커서 잘림(클리핑)", cutOff: "앞이나 뒤가 잘림", oddRate: "샘플링 레이트가 대부분과 다름", copy: "중복", sharedCopy: "다른 구분에도 있음 (정확도가 실제보다 좋게 나옴)", sharedSpeaker: "두 구분에 모두 있는 화자 (정확도가 실제보다 좋게 나옴)" },
    doubtful: "의심스러운 라벨", as: (label: string, predicted: string, sure: string) => `${label}: 모델은 ${predicted}(으)로 들음 (${sure})`, more: (n: string) => `그 밖에 ${n}개`,
  },
);

const most = 60;

interface Finding {
  index: number;
  name: string;
  label: string;
  fault: string;
  detail: string;
}

interface Doubt {
  index: number;
  name: string;
  label: string;
  predicted: string;
  probability: number;
}

export function dataProblems(id: string, goTo: (clip: number) => void, index: DataIndex): HTMLElement {
  const t = text();
  const status = h("output", { class: "hint" });
  const results = h("div", { class: "findings" });

  function group(name: string, rows: { index: number; title: string; detail: string }[]): HTMLElement {
    return h("details", { open: rows.length <= 12 },
      h("summary", {}, `${name}: ${whole(rows.length)}`),
      h("ul", {}, rows.slice(0, most).map((row) => h("li", {}, h("button", { type: "button", class: "finding", onclick: () => goTo(row.index) }, h("span", { class: "row-name" }, row.title), h("span", { class: "hint" }, row.detail)))),
        rows.length > most ? h("li", { class: "hint" }, t.more(whole(rows.length - most))) : null));
  }

  async function run(asked: HTMLButtonElement, begin: () => Promise<Job>, show: () => Promise<void>): Promise<void> {
    const focused = document.activeElement === asked;
    for (const button of [check, doubt]) button.disabled = true;
    try {
      await finished(await begin(), (job) => {
        status.value = job.state === "waiting" ? t.waiting : job.total > 0 ? t.working(whole(job.done), whole(job.total)) : "";
      }).done;
      status.value = "";
      await show();
    } catch (error) {
      status.value = (error as Error).message;
    }
    check.disabled = false;
    doubt.disabled = doubt.dataset.model === undefined;
    if (focused && (document.activeElement === null || document.activeElement === document.body)) asked.focus();
  }

  const check: HTMLButtonElement = h("button", { type: "button", onclick: () => void run(check, () => post(`/data/${id}/check`), async () => {
    const findings = await get<Finding[]>(`/data/${id}/check`);
    const faults = Object.keys(t.faults).filter((fault) => findings.some((finding) => finding.fault === fault));
    results.replaceChildren(...(faults.length === 0 ? [h("p", { class: "verdict" }, t.fine)] : faults.map((fault) => group(t.faults[fault]!, findings.filter((finding) => finding.fault === fault).map((finding) => ({ index: finding.index, title: finding.name, detail: finding.detail }))))));
  }) }, t.check);
  const doubt: HTMLButtonElement = h("button", { type: "button", disabled: true, onclick: () => void run(doubt, () => post(`/data/${id}/doubts?model=${encodeURIComponent(doubt.dataset.model!)}`), async () => {
    const doubts = await get<Doubt[]>(`/data/${id}/doubts?model=${encodeURIComponent(doubt.dataset.model!)}`);
    results.replaceChildren(doubts.length === 0 ? h("p", { class: "verdict" }, t.fine) : group(t.doubtful, doubts.map((d) => ({ index: d.index, title: index.names[d.index] ?? d.name, detail: t.as(d.label, d.predicted, percent(d.probability)) }))));
  }) }, t.doubts);
  void trainedModels().then(([first]) => {
    if (first === undefined) return;
    doubt.dataset.model = first;
    doubt.disabled = false;
    doubt.title = first;
  });
  return card(t.title, t.hint, h("div", { class: "actions" }, check, doubt), status, results);
}
