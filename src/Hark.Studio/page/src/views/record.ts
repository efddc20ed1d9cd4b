// Record: name a word, say it several times, keep the takes as a data set of one's own.

import { array, arrays, type SoundInfo } from "../api";
import { dataPlaces } from "../datasets";
import { card, h, redrawn } from "../dom";
import { texts } from "../i18n";
import { levelMeter } from "../levelmeter";
import { capture, type Microphone, openMicrophone } from "../microphone";
import { addOtherWords, keep, type RecordedWord, recordings, removeTake, sendTrimmed, setSpeaker, speaker, type Take, takeAddress } from "../recordings";
import { shippedModel, startTraining, trainedModels } from "../runs";
import type { View } from "../view";
import { wavOf } from "../wav";
import { takeTile } from "./taketile";

const text = texts(
  {
    title: "Record", lead: "Teach it your own words. Say each a few times; Hark cuts the word out of every take and keeps it on this machine.",
    say: "Say a word", word: "Word", wordHint: "any language: hello, 안녕", who: "Speaker", whoHint: "Takes are named by who speaks. A nickname will do.", takes: "Takes in a row",
    begin: "Record", stop: "Stop", idle: "Type a word, press the button, and say the word at the sign.", nameIt: "First type the word that you will say.", opening: "Asking for the microphone …", ready: "Get ready …", now: (word: string) => `Say “${word}” now`, kept: "Kept.", sending: "Cutting …",
    silent: "Nothing was heard, so it was not kept. Is the microphone muted? Speak, then record again.", quiet: "That was very quiet. It is kept; come closer for the next.", loud: "That was too loud and is cut off. It is kept; move away a little for the next.",
    mine: "Your words", none: "No word yet. Type one above and record it.", folder: "They lie in", count: (n: number) => (n === 1 ? "1 take" : `${n} takes`), more: (n: number) => `${n} more to train with`, again: "Record more",
    train: "Train with these words", trainHint: "Five takes of each word are enough to try; ten and more, by several people, are better. A word “unknown”, under which you say all sorts of other words, helps most against false alarms.", others: "Add other spoken words as “unknown”, so that not every word is taken for one of yours", training: "Preparing …", needTakes: (word: string) => `Record “${word}” at least five times first.`,
  },
  {
    title: "녹음", lead: "나만의 단어를 가르쳐 보세요. 단어마다 몇 번씩 말하면, Hark가 단어 부분만 잘라 이 컴퓨터에 저장합니다.",
    say: "단어 말하기", word: "단어", wordHint: "어떤 언어든 좋습니다: 안녕, hello", who: "말하는 사람", whoHint: "녹음 파일 이름에 쓰입니다. 별명이어도 됩니다.", takes: "연속 녹음 횟수",
    begin: "녹음", stop: "그만", idle: "단어를 입력하고 버튼을 누른 뒤, 신호에 맞춰 말하세요.", nameIt: "먼저 말할 단어를 입력하세요.", opening: "마이크를 요청하는 중 …", ready: "준비하세요 …", now: (word: string) => `지금 “${word}” 하고 말하세요`, kept: "저장했습니다.", sending: "자르는 중 …",
    silent: "아무 소리도 들리지 않아 저장하지 않았습니다. 마이크가 꺼져 있지 않은지 확인하고 다시 녹음하세요.", quiet: "소리가 아주 작습니다. 저장은 했지만, 다음에는 더 가까이에서 말해 주세요.", loud: "소리가 너무 커서 잘렸습니다. 저장은 했지만, 다음에는 조금 떨어져서 말해 주세요.",
    mine: "내 단어", none: "아직 단어가 없습니다. 위에 단어를 입력하고 녹음해 보세요.", folder: "저장 위치:", count: (n: number) => `${n}번 녹음`, more: (n: number) => `학습하려면 ${n}번 더`, again: "더 녹음하기",
    train: "이 단어들로 학습하기", trainHint: "단어마다 다섯 번이면 시험해 볼 수 있고, 여러 사람이 열 번 넘게 녹음하면 더 좋습니다. ‘unknown’이라는 이름으로 다른 말을 이것저것 녹음해 두면 잘못 알아듣는 일이 가장 많이 줄어듭니다.", others: "다른 단어들을 ‘unknown’으로 추가하기 (아무 말이나 내 단어로 알아듣지 않도록)", training: "준비하는 중 …", needTakes: (word: string) => `먼저 “${word}”를 다섯 번 이상 녹음하세요.`,
  },
);

const captureSeconds = 1.9;
const beatMs = 450;
const fewest = 5;
const quietDb = -30;
const state = { word: "", takes: 5, others: true };
const isOwn = (word: RecordedWord): boolean => word.word !== "unknown" && word.word !== "silence";

export const record: View = {
  name: "record",
  title: () => text().title,
  mount(root) {
    const t = text();
    let left = false;
    let session: { stopped: boolean } | null = null;
    let microphone: Microphone | null = null;
    const meter = levelMeter();
    const problem = h("p", { class: "problem", role: "alert", hidden: true });
    const cue = h("p", { class: "cue", role: "status", aria: { live: "assertive" } }, h("span", { class: "hint" }, t.idle));
    const note = h("p", { class: "hint", role: "status" });
    const mine = h("div", { class: "mine" });
    const onProblem = (error: unknown): void => {
      problem.hidden = error === null;
      problem.textContent = error instanceof Error ? error.message : "";
    };
    const word = h("input", { type: "text", value: state.word, maxLength: 40, placeholder: t.wordHint, autocomplete: "off" as const, spellcheck: false, required: true, oninput: () => { state.word = word.value.trim(); } });
    const who = h("input", { type: "text", value: speaker(), maxLength: 40, title: t.whoHint, autocomplete: "off" as const, spellcheck: false, onchange: () => setSpeaker(who.value.trim()) });
    const takes = h("input", { type: "number", min: "1", max: "30", value: String(state.takes), onchange: () => { state.takes = Math.max(1, Math.min(30, Number(takes.value) || 1)); } });
    const button = h("button", { type: "submit", class: "primary record-button" }, t.begin);
    const form = h("form", { class: "record-form", noValidate: true, onsubmit: (event: SubmitEvent) => { event.preventDefault(); if (session) session.stopped = true; else void series(); } },
      h("div", { class: "field-row" },
        h("label", { class: "field wide" }, h("span", {}, t.word), word),
        h("label", { class: "field" }, h("span", {}, t.who), who),
        h("label", { class: "field" }, h("span", {}, t.takes), takes)),
      h("div", { class: "stage" }, button, h("div", { class: "stage-sound" }, cue, meter.element, note)));

    /** A row of takes: counted in, recorded, cut, kept. */
    async function series(): Promise<void> {
      const saying = word.value.trim();
      onProblem(null);
      if (saying === "") {
        onProblem(new Error(t.nameIt));
        word.focus();
        return;
      }
      const mineNow = (session = { stopped: false });
      button.textContent = t.stop;
      button.focus();
      button.classList.add("recording");
      note.textContent = "";
      cue.textContent = t.opening;
      try {
        microphone = await openMicrophone();
        microphone.onSound = (_, peak) => meter.show(peak);
        for (let i = 0; i < state.takes && !mineNow.stopped && !left; i++) {
          for (const count of ["3", "2", "1"]) {
            cue.textContent = i === 0 && count === "3" ? t.ready : count;
            await pause(beatMs);
            if (mineNow.stopped || left) break;
          }
          if (mineNow.stopped || left) break;
          cue.textContent = t.now(saying);
          cue.classList.add("cue-now");
          const samples = await capture(microphone, captureSeconds, meter.show);
          cue.classList.remove("cue-now");
          cue.textContent = t.sending;
          if (!(await keepTake(saying, samples, microphone.sampleRate))) break;
        }
      } catch (error) {
        onProblem(error);
      } finally {
        microphone?.close();
        microphone = null;
        meter.clear();
        session = null;
        cue.replaceChildren(h("span", { class: "hint" }, t.idle));
        cue.classList.remove("cue-now");
        button.textContent = t.begin;
        button.classList.remove("recording");
      }
    }

    async function keepTake(saying: string, samples: Float32Array, sampleRate: number): Promise<boolean> {
      const sent = await sendTrimmed(wavOf(samples, sampleRate));
      const { info } = await arrays<SoundInfo>(`/sounds/${sent.id}`);
      if (typeof info.peakDbfs !== "number") {
        onProblem(new Error(t.silent));
        return false;
      }
      await keep(sent.id, saying, who.value.trim() || speaker());
      note.textContent = info.peakDbfs > -0.1 ? t.loud : info.peakDbfs < quietDb ? t.quiet : t.kept;
      await list();
      return true;
    }

    async function list(): Promise<void> {
      const all = await recordings();
      if (left) return;
      const own = all.words.filter(isOwn);
      redrawn(mine, () => mine.replaceChildren(
        ...(all.words.length === 0 ? [h("p", { class: "hint" }, t.none)] : all.words.map(wordRow)),
        own.length > 0 ? trainOffer(own) : "",
        h("p", { class: "hint" }, `${t.folder} `, h("code", {}, all.path))));
    }

    function wordRow(recorded: RecordedWord): HTMLElement {
      const missing = isOwn(recorded) ? fewest - recorded.takes.length : 0;
      return h("section", { class: "word-row", aria: { label: recorded.word } },
        h("header", {}, h("h3", {}, recorded.word), h("span", { class: "hint" }, t.count(recorded.takes.length)), missing > 0 ? h("span", { class: "badge badge-waiting" }, t.more(missing)) : null,
          isOwn(recorded) ? h("button", { type: "button", class: "small", onclick: () => { word.value = recorded.word; state.word = recorded.word; void series(); } }, t.again) : null),
        h("ul", { class: "takes" }, recorded.takes.slice(-24).map((take) => tile(recorded.word, take))));
    }

    function tile(of: string, take: Take): HTMLElement {
      return takeTile(take.speaker ?? "", async () => {
        const answer = await arrays<SoundInfo>(takeAddress(of, take.name));
        return { samples: array(answer, "samples"), sampleRate: answer.info.sampleRate };
      }, () => {
        removeTake(of, take.name).then(list).catch(onProblem);
      });
    }

    function trainOffer(own: RecordedWord[]): HTMLElement {
      const others = h("input", { type: "checkbox", checked: state.others, onchange: () => { state.others = others.checked; } });
      const go = h("button", { type: "button", class: "primary", onclick: () => void begin() }, t.train);

      async function begin(): Promise<void> {
        const short = own.find((recorded) => recorded.takes.length < fewest);
        if (short) return onProblem(new Error(t.needTakes(short.word)));
        onProblem(null);
        go.disabled = true;
        go.textContent = t.training;
        try {
          if (state.others) await addOtherWords();
          const set = (await dataPlaces()).find((place) => place.origin === "recorded")!;
          const known = (await trainedModels()).includes(shippedModel);
          const run = await startTraining({ data: set.id, labels: own.map((recorded) => recorded.word), ...(known ? { from: shippedModel } : { model: "spectrogram-conv" }), ...forFewTakes });
          location.hash = `#/train/${encodeURIComponent(run.name)}`;
        } catch (error) {
          onProblem(error);
          go.disabled = false;
          go.textContent = t.train;
          go.focus();
        }
      }

      return h("div", { class: "train-offer" }, h("label", { class: "check" }, others, h("span", {}, t.others)), h("div", { class: "actions" }, go, h("p", { class: "hint" }, t.trainHint)));
    }

    root.append(h("h1", {}, t.title), h("p", { class: "lead" }, t.lead), problem, card(t.say, null, form), card(t.mine, null, mine));
    list().catch(onProblem);
    return () => {
      left = true;
      microphone?.close();
    };
  },
};

/** What learns a few takes of a few words in about a minute, best from what the shipped model knows of speech: it then takes far fewer other words for one's own. */
const forFewTakes = { recipe: "quick", epochs: 40, batch: 8, shiftMs: 100, unknownShare: 1 };

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
