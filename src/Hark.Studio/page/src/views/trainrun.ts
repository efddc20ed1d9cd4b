// One run: watched, steered, judged by its curves.

import { card, facts, h, redrawn } from "../dom";
import { fixed, percent, texts, whole } from "../i18n";
import { deleteRun, followRun, reportAddress, resume, type Run, steer } from "../runs";
import { runCurves } from "./runcurves";
import { accuracyText, badge, duration, epochText, isLive, lossText, progressBar } from "./runstate";

const text = texts(
  {
    back: "All runs", pause: "Pause", go: "Go on", stop: "Stop", resume: "Resume", remove: "Delete", sure: "Delete for good?", evaluate: "Look at its mistakes", tryIt: "Try it", report: "Report", gone: "This run was deleted.",
    step: "step", speed: "clips a second", left: "time left", best: "best validation", kept: "kept epoch", judged: (split: string) => `accuracy on ${split}`, loss: "validation loss", words: "words", command: "Command", further: "Train further", furtherEpochs: "Epochs in all",
    waits: "It waits until the training before it ends: one trains at a time on this machine, as two would slow each other down.",
    starting: "Reading the data …", finishing: "All epochs are done. The kept epoch is being judged on clips that it has never met …",
    done: (accuracy: string) => `Done: it tells ${accuracy} of the test clips right. Say something to it.`, stopping: "It stops after the step under way.",
  },
  {
    back: "모든 학습", pause: "일시 정지", go: "계속", stop: "중지", resume: "이어서 학습", remove: "삭제", sure: "정말 삭제할까요?", evaluate: "틀린 소리 살펴보기", tryIt: "말해 보기", report: "보고서", gone: "삭제된 학습입니다.",
    step: "스텝", speed: "초당 소리 수", left: "남은 시간", best: "최고 검증 정확도", kept: "저장된 에포크", judged: (split: string) => `${split} 정확도`, loss: "검증 손실", words: "단어", command: "명령", further: "더 학습하기", furtherEpochs: "전체 에포크",
    waits: "앞의 학습이 끝날 때까지 기다립니다. 두 학습이 동시에 돌면 서로 느려지므로 한 번에 하나씩 진행합니다.",
    starting: "데이터를 읽는 중 …", finishing: "모든 에포크가 끝났습니다. 한 번도 보지 못한 소리로 평가하는 중 …",
    done: (accuracy: string) => `완료: 테스트 소리의 ${accuracy}를 맞혔습니다. 직접 말해 보세요.`, stopping: "진행 중인 스텝이 끝나면 멈춥니다.",
  },
);

export function runDetail(root: HTMLElement, name: string, onProblem: (error: Error | null) => void): () => void {
  const t = text();
  const curves = runCurves();
  const head = h("div", { class: "run-head" });
  const figures = h("div", { class: "run-figures" });
  const message = h("p", { class: "verdict", role: "status", hidden: true });
  const actions = h("div", { class: "actions" });
  const command = h("div");
  let drawn = "";
  root.append(
    h("p", {}, h("a", { href: "#/train" }, `← ${t.back}`)),
    h("section", { class: "card" }, head, message, actions, figures),
    h("section", { class: "card" }, curves.element),
    command);

  const end = followRun(name, ({ run, again, lines }) => {
    if (!run) {
      end();
      onProblem(new Error(t.gone));
      return;
    }
    if (lines.length > 0 || again) curves.add(lines, again);
    show(run);
  });

  function show(run: Run): void {
    head.replaceChildren(h("h2", { class: "run-name" }, run.name), badge(run.state), isLive(run.state) ? progressBar(run) : "");
    tell(run);
    // Buttons stay the same element while they mean the same, so that none slips from under a finger or the focus.
    const key = `${run.state} ${run.hasWeights} ${run.hasReport}`;
    if (key !== drawn) {
      drawn = key;
      redrawn(actions, () => actions.replaceChildren(...buttons(run)));
      command.replaceChildren(card(t.command, null, h("code", { class: "command" }, run.command ?? "")));
    }
    const last = run.last;
    figures.replaceChildren(facts([
      ...(last ? [[epochText(run), `${t.step} ${whole(last.step)}`] as const] : []),
      ...(last && isLive(run.state) ? [[t.speed, fixed(last.clipsPerSecond, 0)] as const] : []),
      ...(last?.secondsLeft != null && (run.state === "running" || run.state === "paused") ? [[t.left, duration(last.secondsLeft)] as const] : []),
      ...(run.best ? [[t.kept, whole(run.best.epoch)] as const, [t.best, run.best.valAccuracy === null ? "–" : percent(run.best.valAccuracy)] as const, [t.loss, lossText(run.best.valLoss)] as const] : []),
      ...(run.testAccuracy !== null ? [[t.judged(run.split ?? "test"), percent(run.testAccuracy)] as const] : []),
      ...(run.labels ? [[t.words, run.labels.join(", ")] as const] : []),
    ]));
  }

  function tell(run: Run): void {
    const told = run.state === "waiting" ? t.waits : run.state === "starting" ? t.starting : run.state === "finishing" ? t.finishing : run.state === "done" ? t.done(accuracyText(run)) : (run.problem ?? "");
    message.hidden = told === "";
    message.className = run.state === "failed" || (run.state === "stopped" && run.problem) ? "problem" : run.state === "waiting" ? "verdict warn" : "verdict";
    if (message.textContent !== told) message.textContent = told;
  }

  function buttons(run: Run): HTMLElement[] {
    const act = (work: () => Promise<unknown>) => async (): Promise<void> => {
      try {
        onProblem(null);
        await work();
      } catch (error) {
        onProblem(error as Error);
      }
    };
    const button = (label: string, work: () => Promise<unknown>, kind = ""): HTMLElement => h("button", { type: "button", class: kind, onclick: () => void act(work)() }, label);
    const link = (label: string, href: string, kind = "button"): HTMLElement => h("a", { class: kind, href }, label);
    const list: HTMLElement[] = [];
    if (run.state === "running") list.push(button(t.pause, () => steer(name, "pause")));
    if (run.state === "paused") list.push(button(t.go, () => steer(name, "run"), "primary"));
    if (run.state === "running" || run.state === "paused") list.push(button(t.stop, async () => { await steer(name, "stop"); message.hidden = false; message.textContent = t.stopping; }, "danger"));
    if (run.state === "done") list.push(link(t.tryIt, `#/try/${encodeURIComponent(name)}`, "button primary"));
    if (run.hasWeights && !isLive(run.state)) list.push(link(t.evaluate, `#/evaluate/${encodeURIComponent(name)}`));
    if (run.hasReport) list.push(h("a", { class: "button", href: reportAddress(name), target: "_blank", rel: "noopener" }, t.report));
    if (run.hasWeights && run.state !== "done" && run.state !== "waiting") list.push(link(t.tryIt, `#/try/${encodeURIComponent(name)}`));
    if (run.state === "stopped") list.push(button(t.resume, () => resume(name), "primary"));
    if (run.state === "done") list.push(further(run, act));
    if (!isLive(run.state)) list.push(removal(act));
    return list;
  }

  function further(run: Run, act: (work: () => Promise<unknown>) => () => Promise<void>): HTMLElement {
    const epochs = h("input", { type: "number", min: String((run.epochs ?? 0) + 1), value: String((run.epochs ?? 10) * 2), aria: { label: t.furtherEpochs } });
    return h("span", { class: "joined" }, epochs, h("button", { type: "button", onclick: () => void act(() => resume(name, Number(epochs.value)))() }, t.further));
  }

  /** Asks once more, in place. */
  function removal(act: (work: () => Promise<unknown>) => () => Promise<void>): HTMLElement {
    let asked = false;
    const button = h("button", { type: "button", class: "danger", onclick: () => {
      if (!asked) {
        asked = true;
        button.textContent = t.sure;
        return;
      }
      void act(async () => { end(); await deleteRun(name); location.hash = "#/train"; })();
    }, onblur: () => { asked = false; button.textContent = t.remove; } }, t.remove);
    return button;
  }

  return () => {
    end();
    curves.release();
  };
}
