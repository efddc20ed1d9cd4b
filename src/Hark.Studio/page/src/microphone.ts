// The microphone as it is: without the browser's echo, noise and level corrections, which differ from machine to machine.

import { texts } from "./i18n";
import tapAddress from "./microphone.worklet?worker&url";

const text = texts(
  {
    insecure: "Browsers give the microphone only to pages on this very machine (http://localhost) or over HTTPS. Open Studio on the machine where it runs.",
    denied: "The browser was not allowed to use the microphone. Click the sign left of the address, allow the microphone, and try again.",
    missing: "No microphone was found. Plug one in, or choose one in the system's sound settings, and try again. You can also open a WAV file.",
    busy: "The microphone does not start: another program may be using it. Close that one and try again.",
    other: (name: string) => `The microphone does not start (${name}).`,
  },
  {
    insecure: "브라우저는 이 컴퓨터(http://localhost)나 HTTPS로 연 페이지에만 마이크를 허용합니다. Studio가 실행 중인 컴퓨터에서 열어 주세요.",
    denied: "브라우저에서 마이크 사용이 허용되지 않았습니다. 주소 왼쪽의 표시를 눌러 마이크를 허용한 뒤 다시 시도하세요.",
    missing: "마이크를 찾을 수 없습니다. 마이크를 연결하거나 시스템 소리 설정에서 고른 뒤 다시 시도하세요. WAV 파일을 열 수도 있습니다.",
    busy: "마이크가 시작되지 않습니다. 다른 프로그램이 쓰고 있을 수 있으니 닫은 뒤 다시 시도하세요.",
    other: (name: string) => `마이크가 시작되지 않습니다 (${name}).`,
  },
);

export interface Microphone {
  readonly sampleRate: number;
  /** Called with each piece of sound, some 20 ms long, and the loudest sample in it. */
  onSound: (samples: Float32Array, peak: number) => void;
  close(): void;
}

/** Rejects with an error whose message says what to do. */
export async function openMicrophone(): Promise<Microphone> {
  if (!isSecureContext || !navigator.mediaDevices) throw new Error(text().insecure);
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  } catch (error) {
    throw new Error(advice((error as DOMException).name));
  }
  const context = new AudioContext();
  try {
    await context.audioWorklet.addModule(tapAddress);
    await context.resume();
  } catch (error) {
    stream.getTracks().forEach((track) => track.stop());
    void context.close();
    throw error;
  }
  const tap = new AudioWorkletNode(context, "tap", { numberOfOutputs: 1 });
  context.createMediaStreamSource(stream).connect(tap);
  // Silent, as nothing is put out: but only what leads to the loudspeaker is run.
  tap.connect(context.destination);
  const microphone: Microphone = {
    sampleRate: context.sampleRate,
    onSound: () => {},
    close() {
      tap.port.onmessage = null;
      stream.getTracks().forEach((track) => track.stop());
      void context.close();
    },
  };
  tap.port.onmessage = (message: MessageEvent<Float32Array>) => {
    let peak = 0;
    for (const sample of message.data) peak = Math.max(peak, Math.abs(sample));
    microphone.onSound(message.data, peak);
  };
  return microphone;
}

function advice(name: string): string {
  const t = text();
  if (name === "NotAllowedError" || name === "SecurityError") return t.denied;
  if (name === "NotFoundError" || name === "OverconstrainedError") return t.missing;
  if (name === "NotReadableError" || name === "AbortError") return t.busy;
  return t.other(name);
}

/** The next so many seconds of the microphone. */
export function capture(microphone: Microphone, seconds: number, onLevel: (peak: number) => void): Promise<Float32Array> {
  const samples = new Float32Array(Math.round(seconds * microphone.sampleRate));
  let count = 0;
  return new Promise((resolve) => {
    microphone.onSound = (piece, peak) => {
      onLevel(peak);
      const fitting = piece.subarray(0, Math.min(piece.length, samples.length - count));
      samples.set(fitting, count);
      count += fitting.length;
      if (count === samples.length) {
        microphone.onSound = (_, level) => onLevel(level);
        resolve(samples);
      }
    };
  });
}
