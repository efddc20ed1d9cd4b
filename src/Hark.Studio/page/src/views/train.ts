// Train: begin a training, see all runs, look into one, lay several over each other.

import { card, h, redrawn } from "../dom";
import { texts } from "../i18n";
import { followRun, followRuns, type Run } from "../runs";
import type { View } from "../view";
import { comparedCurves, mostCompared } from "./runcurves";
import { accuracyText, badge, epochText, isLive, lossText, progressBar } from "./runstate";
import { trainForm } from "./trainform";
import { runDetail } from "./trainrun";

const text = texts(
  {
    title: "Train", lead: "A network hears the clips again and again, and each time moves its weights so that it errs less. Watch the loss fall.",
    runs: "Runs", runsHint: "Those begun with hark train in this folder appear too.", none: "No run yet. Start one above.", run: "Run", network: "Network", state: "State", accuracy: "Accuracy", loss: "Loss", words: "Words", compare: "Compare", compareHint: (most: number) => `Tick two to ${most} runs to compare them.`,
    back: "All runs", compared: "Runs compared", choose: (name: string) => `Compare ${name}`,
  },
  {
    title: "학습", lead: "신경망은 소리를 거듭 들으며 덜 틀리는 쪽으로 가중치를 조금씩 옮깁니다. 손실이 줄어드는 모습을 지켜보세요.",
    runs: "학습 목록", runsHint: "이 폴더에서 hark train으로 시작한 학습도 함께 보입니다.", none: "아직 학습이 없습니다. 위에서 시작해 보세요.", run: "이름", network: "신경망", state: "상태", accuracy: "정확도", loss: "손실", words: "단어", compare: "비교", compareHint: (most: number) => `둘에서 ${most}개까지 고르면 비교할 수 있습니다.`,
    back: "모든 학습", compared: "학습 비교", choose: (name: string) => `${name} 비교`,
  },
);

const ticked = new Set<string>();

export const train: View = {
  name: "train",
  title: () => text().title,
  mount(root, path) {
    const t = text();
    const problem = h("p", { class: "problem", role: "alert", hidden: true });
    const onProblem = (error: Error | null): void => {
      problem.hidden = error === null;
      problem.textContent = error?.message ?? "";
    };
    const [first, ...rest] = path;
    root.append(h("h1", {}, t.title));
    if (!first || first === "with") {
      root.append(h("p", { class: "lead" }, t.lead), problem, trainForm(rest[0] ?? null, (run) => { location.hash = `#/train/${encodeURIComponent(run.name)}`; }, onProblem));
      return runTable(root);
    }
    root.append(problem);
    return first === "compare" ? comparison(root, rest) : runDetail(root, first, onProblem);
  },
};

function runTable(root: HTMLElement): () => void {
  const t = text();
  const body = h("tbody");
  const compare = h("a", { class: "button" }, t.compare);
  const hint = h("p", { class: "hint" }, t.compareHint(mostCompared));
  const table = h("table", { class: "runs" }, h("thead", {}, h("tr", {}, ["", t.run, t.network, t.state, t.accuracy, t.loss].map((name) => h("th", { scope: "col" }, name)))), body);
  const empty = h("p", { class: "hint" }, t.none);
  root.append(card(t.runs, t.runsHint, h("div", { class: "table-scroll" }, table), empty, h("div", { class: "actions" }, compare, hint)));

  function offer(): void {
    const enough = ticked.size >= 2 && ticked.size <= mostCompared;
    compare.hidden = !enough;
    hint.hidden = enough;
    compare.href = `#/train/compare/${[...ticked].map(encodeURIComponent).join("/")}`;
  }

  function row(run: Run): HTMLElement {
    const box = h("input", { type: "checkbox", checked: ticked.has(run.name), aria: { label: t.choose(run.name) }, onchange: () => {
      if (!ticked.delete(run.name)) ticked.add(run.name);
      offer();
    } });
    return h("tr", {}, h("td", {}, box), h("td", {}, h("a", { href: `#/train/${encodeURIComponent(run.name)}` }, run.name)), h("td", {}, run.model ?? ""),
      h("td", { class: "state-cell" }, badge(run.state), isLive(run.state) ? progressBar(run) : "", isLive(run.state) ? h("span", { class: "hint" }, epochText(run)) : ""),
      h("td", { class: "number" }, accuracyText(run)), h("td", { class: "number" }, lossText(run.best?.valLoss)));
  }

  offer();
  table.hidden = true;
  return followRuns((runs) => {
    for (const name of ticked) if (!runs.some((run) => run.name === name)) ticked.delete(name);
    redrawn(body, () => body.replaceChildren(...runs.map(row)));
    table.hidden = runs.length === 0;
    empty.hidden = runs.length > 0;
    offer();
  });
}

function comparison(root: HTMLElement, names: string[]): () => void {
  const t = text();
  const shown = names.slice(0, mostCompared);
  const curves = comparedCurves(shown);
  const body = h("tbody", {}, shown.map((name) => h("tr", {}, h("td", {}, name))));
  root.append(h("p", {}, h("a", { href: "#/train" }, `← ${t.back}`)), card(t.compared, null, curves.element,
    h("div", { class: "table-scroll" }, h("table", { class: "runs" }, h("thead", {}, h("tr", {}, [t.run, t.network, t.state, t.accuracy, t.loss, t.words].map((name) => h("th", { scope: "col" }, name)))), body))));
  const ends: (() => void)[] = shown.map((name, i) => followRun(name, ({ run, again, lines }) => {
    if (lines.length > 0 || again) curves.add(i, lines, again);
    if (run) {
      // A browser keeps few connections to one server: a run that has ended needs none.
      if (!isLive(run.state) && run.state !== "waiting") ends[i]?.();
      body.children[i]?.replaceChildren(h("td", {}, h("a", { href: `#/train/${encodeURIComponent(name)}` }, name)), h("td", {}, run.model ?? ""), h("td", {}, badge(run.state)),
        h("td", { class: "number" }, accuracyText(run)), h("td", { class: "number" }, lossText(run.best?.valLoss)), h("td", {}, run.labels?.join(", ") ?? ""));
    }
  }));
  return () => {
    for (const end of ends) end();
    curves.release();
  };
}
