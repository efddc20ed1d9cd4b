// The first screen: what there is, in the order in which a newcomer takes it.

import { h } from "../dom";
import { texts } from "../i18n";
import type { View } from "../view";

const text = texts(
  {
    title: "Start",
    heading: "Teach a computer to hear words",
    lead: "From the sound wave to a trained network, step by step, on this machine alone. Nothing you say or record leaves it.",
    steps: [
      ["sound", "Hear and see sound", "Move sliders: tones, sampling, bits, spectrum, spectrogram."],
      ["data", "Explore the data", "Thousands of clips to browse, hear and see; and what is wrong with some."],
      ["record", "Record your own words", "In any language: say each a few times."],
      ["train", "Train a network", "Watch it learn, pause it, compare runs. It goes on when you close the page."],
      ["evaluate", "Find its mistakes", "Which words it mixes up, and how they sound."],
      ["try", "Be understood", "Speak, and see what it hears."],
    ],
  },
  {
    title: "시작",
    heading: "컴퓨터에게 단어를 듣는 법을 가르쳐 보세요",
    lead: "소리의 파형부터 학습된 신경망까지 한 걸음씩, 모두 이 컴퓨터 안에서 진행됩니다. 말하거나 녹음한 소리는 밖으로 나가지 않습니다.",
    steps: [
      ["sound", "소리를 듣고 보기", "슬라이더를 움직여 보세요: 순음, 샘플링, 비트 수, 스펙트럼, 스펙트로그램."],
      ["data", "데이터 살펴보기", "수천 개의 소리를 훑어보고, 듣고, 그림으로 봅니다. 문제가 있는 소리도 찾습니다."],
      ["record", "나만의 단어 녹음하기", "어떤 언어든 좋습니다. 단어마다 몇 번씩 말해 보세요."],
      ["train", "신경망 학습하기", "배우는 모습을 지켜보고, 멈추고, 비교합니다. 페이지를 닫아도 계속됩니다."],
      ["evaluate", "틀린 소리 찾기", "어떤 단어를 헷갈리는지, 그 소리가 어떤지 들어 봅니다."],
      ["try", "말해 보기", "말하면 무엇으로 듣는지 보여 줍니다."],
    ],
  },
);

export const start: View = {
  name: "start",
  title: () => text().title,
  mount(root) {
    root.append(
      h("div", { class: "hero" }, h("h1", {}, text().heading), h("p", {}, text().lead)),
      h("ol", { class: "steps" }, text().steps.map(([name, title, what]) => h("li", {}, h("a", { href: `#/${name}` }, h("strong", {}, title!), h("span", {}, what!))))),
    );
  },
};
