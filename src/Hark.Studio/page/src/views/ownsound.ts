// A file of the person's own in the sound lab: waveform and spectrogram by the same sliders.

import { array, arrays, type SoundInfo } from "../api";
import { soundView } from "../charts/soundview";
import { h, newest } from "../dom";
import { texts } from "../i18n";
import { sendSound } from "../runs";

const text = texts({ choose: "Open a WAV file" }, { choose: "WAV 파일 열기" });

let kept: { id: string; name: string } | null = null;

export interface OwnSound {
  element: HTMLElement;
  /** Asks for the picture anew, by the present settings. */
  update(): void;
  release(): void;
}

export function ownSound(stft: () => { nFft: number; hopSamples: number; window: string }, onShown: (info: SoundInfo) => void): OwnSound {
  const view = soundView({ wave: true, tall: true });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const name = h("span", { class: "hint" }, kept?.name ?? "");
  const input = h("input", { type: "file", accept: ".wav,audio/wav,audio/x-wav", hidden: true });
  view.element.hidden = kept === null;

  function fail(error: unknown): void {
    problem.textContent = (error as Error).message;
    problem.hidden = false;
    view.element.hidden = true;
  }

  const update = newest(async () => {
    if (!kept) return;
    const { nFft, hopSamples, window } = stft();
    try {
      const answer = await arrays<SoundInfo>(`/sounds/${kept.id}?nFft=${nFft}&hopSamples=${hopSamples}&window=${window}`);
      problem.hidden = true;
      view.element.hidden = false;
      view.show({ samples: array(answer, "samples"), sampleRate: answer.info.sampleRate, decibels: array(answer, "decibels"), spectrogram: answer.info.spectrogram });
      onShown(answer.info);
    } catch (error) {
      fail(error);
    }
  });

  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (!file) return;
    name.textContent = file.name;
    input.value = "";
    sendSound(file).then((sent) => {
      kept = { id: sent.id, name: file.name };
      update(undefined);
    }, fail);
  });

  return {
    element: h("div", { class: "own-sound" }, h("div", { class: "actions" }, h("button", { type: "button", onclick: () => input.click() }, text().choose), input, name), problem, view.element),
    update: () => update(undefined),
    release: view.release,
  };
}
