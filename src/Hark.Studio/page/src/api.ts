// Studio's answers. Errors come as {"error"}: one line that says what is wrong and what to do.

import { texts } from "./i18n";

const text = texts(
  { gone: "Studio does not answer. Is 'hark studio' still running?", tooLarge: (size: string, most: string) => `The file has ${size} MB; Studio takes up to ${most} MB. Cut it first.` },
  { gone: "Studio가 응답하지 않습니다. 'hark studio'가 실행 중인지 확인하세요.", tooLarge: (size: string, most: string) => `파일 크기가 ${size} MB입니다. Studio는 ${most} MB까지 받습니다. 먼저 잘라 주세요.` },
);

export class StudioError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

async function request(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api${path}`, init);
  } catch {
    throw new StudioError(0, text().gone);
  }
  if (!response.ok) {
    const body = (await response.json().catch(() => null)) as { error?: string } | null;
    throw new StudioError(response.status, body?.error ?? `${response.status} ${response.statusText}`);
  }
  return response;
}

const json = (body: unknown): RequestInit => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export async function get<T>(path: string): Promise<T> {
  return (await (await request(path)).json()) as T;
}

export async function post<T>(path: string, body?: unknown): Promise<T> {
  const response = await request(path, body === undefined ? { method: "POST" } : json(body));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export async function remove(path: string): Promise<void> {
  await request(path, { method: "DELETE" });
}

let largestUpload = Infinity;

/** Sends bytes as they are: a WAV file, a recording. One that is too large is not sent: browsers take the server's refusal midway for a lost connection. */
export async function upload<T>(path: string, bytes: Blob | ArrayBuffer): Promise<T> {
  const size = bytes instanceof Blob ? bytes.size : bytes.byteLength;
  const megabytes = (value: number): string => (value / 2 ** 20).toFixed(1);
  if (size > largestUpload) throw new StudioError(413, text().tooLarge(megabytes(size), megabytes(largestUpload)));
  return (await (await request(path, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: bytes })).json()) as T;
}

export interface Arrays<Info> {
  info: Info;
  arrays: Record<string, Float32Array>;
}

/** Numbers for drawing: see ArraysResult in the server. */
export async function arrays<Info>(path: string, body?: unknown): Promise<Arrays<Info>> {
  const bytes = await (await request(path, body === undefined ? undefined : json(body))).arrayBuffer();
  const headerBytes = new DataView(bytes).getInt32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, headerBytes))) as { info: Info; arrays: { name: string; length: number }[] };
  const result: Record<string, Float32Array> = {};
  let at = 4 + headerBytes;
  for (const { name, length } of header.arrays) {
    result[name] = new Float32Array(bytes, at, length);
    at += 4 * length;
  }
  return { info: header.info, arrays: result };
}

/** An array that the answer must hold. */
export function array<Info>(answer: Arrays<Info>, name: string): Float32Array {
  const values = answer.arrays[name];
  if (!values) throw new Error(`The answer holds no '${name}'.`);
  return values;
}

/** Events of the server until the returned function is called; the browser connects again by itself. */
export function follow<T>(path: string, onEvent: (event: T) => void): () => void {
  const source = new EventSource(`/api${path}`);
  source.onmessage = (message) => onEvent(JSON.parse(message.data as string) as T);
  return () => source.close();
}

export interface Session {
  version: string;
  shared: boolean;
  processors: number;
  largestUpload: number;
}

/** The first request; with the token of the address, which the server keeps as a cookie. */
export async function openSession(): Promise<Session> {
  const token = /^#token=([0-9a-f]+)$/.exec(location.hash)?.[1];
  if (token) history.replaceState(null, "", location.pathname);
  const session = (await (await request("/session", { method: "POST", headers: token ? { "X-Hark-Token": token } : {} })).json()) as Session;
  largestUpload = session.largestUpload;
  return session;
}

export interface SpectrogramInfo {
  bins: number;
  frames: number;
  hopSamples: number;
  nFft: number;
}

/** A sound with its spectrogram; arrays `samples` and `decibels`. */
export interface SoundInfo {
  sampleRate: number;
  channels: number;
  frames: number;
  spectrogram: SpectrogramInfo;
  peakDbfs: number | string;
  rmsDbfs: number | string;
}

/** Infinities come as words in JSON. */
export const decibels = (value: number | string): string => (typeof value === "number" ? `${value.toFixed(1)} dB` : value === "-Infinity" ? "−∞ dB" : value === "Infinity" ? "∞ dB" : "–");
