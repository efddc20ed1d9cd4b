// Listening on and on: the microphone's sound goes to the server piece by piece, words come back as they are spoken.

import { type LabelProbability, probabilityBars } from "../charts/bars";
import { h } from "../dom";
import { fixed, percent, texts } from "../i18n";
import type { levelMeter } from "../levelmeter";
import { type Microphone, openMicrophone } from "../microphone";

const text = texts(
  { listen: "Listen on", stop: "Stop listening", words: "Words heard", none: "Speak: words appear here as they are heard.", now: "At this moment", ended: "Studio stopped listening.", seconds: "s" },
  { listen: "계속 듣기", stop: "그만 듣기", words: "들은 단어", none: "말해 보세요. 들린 단어가 여기에 나타납니다.", now: "지금 이 순간", ended: "Studio가 듣기를 멈췄습니다.", seconds: "초" },
);

interface LiveAnswer {
  words: { label: string; confidence: number; seconds: number }[];
  probabilities: LabelProbability[];
  sound: boolean;
}

const mostShown = 12;
/** Answers not yet back: beyond these, sound is left out rather than heard late. */
const mostUnderWay = 50;

export function listenLive(model: () => string, meter: ReturnType<typeof levelMeter>, onProblem: (error: unknown) => void): { button: HTMLElement; element: HTMLElement; end(): void } {
  const t = text();
  let socket: WebSocket | null = null;
  let microphone: Microphone | null = null;
  let asked = 0;
  const words = h("ol", { class: "live-words", aria: { label: t.words } });
  const bars = probabilityBars(t.now);
  const element = h("div", { class: "live", hidden: true, role: "log" }, h("div", {}, h("h3", {}, t.words), words), h("div", {}, h("h3", {}, t.now), bars.element));
  const button = h("button", { type: "button", aria: { pressed: "false" }, onclick: () => { if (socket || button.getAttribute("aria-pressed") === "true") end(); else begin().catch((error) => { end(); onProblem(error); }); } }, t.listen);

  async function begin(): Promise<void> {
    const mine = ++asked;
    onProblem(null);
    button.textContent = t.stop;
    button.setAttribute("aria-pressed", "true");
    const opened = await openMicrophone();
    if (mine !== asked) return opened.close();
    microphone = opened;
    let underWay = 0;
    const address = `${location.origin.replace(/^http/, "ws")}/api/listen?rate=${opened.sampleRate}&model=${encodeURIComponent(model())}`;
    const opening = (socket = new WebSocket(address));
    opening.binaryType = "arraybuffer";
    opening.onmessage = (message) => {
      underWay--;
      show(JSON.parse(message.data as string) as LiveAnswer);
    };
    opening.onclose = (closed) => {
      if (socket !== opening) return;
      end();
      onProblem(new Error(closed.reason || t.ended));
    };
    opened.onSound = (samples, peak) => {
      meter.show(peak);
      if (opening.readyState === WebSocket.OPEN && underWay < mostUnderWay) {
        underWay++;
        opening.send(samples as Float32Array<ArrayBuffer>);
      }
    };
    words.replaceChildren(h("li", { class: "hint" }, t.none));
    element.hidden = false;
  }

  function show(answer: LiveAnswer): void {
    bars.show(answer.probabilities);
    for (const word of answer.words) {
      if (words.firstElementChild?.className === "hint") words.replaceChildren();
      words.prepend(h("li", {}, h("strong", {}, word.label), h("span", { class: "hint" }, `${percent(word.confidence, 0)} · ${fixed(word.seconds, 1)} ${t.seconds}`)));
      words.children[mostShown]?.remove();
    }
  }

  function end(): void {
    asked++;
    const closing = socket;
    socket = null;
    closing?.close();
    microphone?.close();
    microphone = null;
    meter.clear();
    button.textContent = t.listen;
    button.setAttribute("aria-pressed", "false");
  }

  return { button, element, end };
}
