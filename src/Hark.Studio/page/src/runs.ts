// Runs, predictions, evaluations: what the server says of them. Numbers that JSON has no form for come as words ("NaN", "Infinity").

import { follow, get, post, remove, upload } from "./api";

export type RunState = "waiting" | "starting" | "running" | "paused" | "finishing" | "done" | "stopped" | "failed";

export interface ProgressLine {
  step: number;
  epoch: number;
  epochs: number;
  stepsPerEpoch: number;
  loss: number | string;
  accuracy: number;
  valLoss: number | string | null;
  valAccuracy: number | null;
  epochEnd: boolean;
  best: boolean;
  clipsPerSecond: number;
  secondsLeft: number | null;
}

export interface Run {
  name: string;
  state: RunState;
  model: string | null;
  labels: string[] | null;
  data: string | null;
  command: string | null;
  epochs: number | null;
  last: ProgressLine | null;
  best: ProgressLine | null;
  testAccuracy: number | null;
  split: string | null;
  problem: string | null;
  hasWeights: boolean;
  hasReport: boolean;
}

export interface TrainRequest {
  data?: string;
  model?: string;
  frontEnd?: string;
  /** A trained model to begin with; the network is then its own. */
  from?: string;
  /** A trained model whose opinion of each clip is learned too. */
  teacher?: string;
  labels?: string[];
  recipe?: string;
  epochs?: number;
  batch?: number;
  learningRate?: number;
  patience?: number;
  shiftMs?: number;
  unknownShare?: number;
  apart?: number;
  seed?: number;
  threads?: number;
}

export interface Model {
  name: string;
  summary: string;
  usual: boolean;
  sampleRate: number;
  frontEnd: string;
}

const at = (name: string): string => `/runs/${encodeURIComponent(name)}`;

export const models = (): Promise<Model[]> => get("/models");
/** Those to predict with, to begin a training with and to be taught by. */
export const modelsToBeginWith = (): Promise<{ name: string; network: string }[]> => get("/models/trained");
export const startTraining = (request: TrainRequest): Promise<Run> => post("/runs", request);
export const steer = (name: string, order: "pause" | "run" | "stop"): Promise<void> => post(`${at(name)}/control`, { order });
export const resume = (name: string, epochs?: number): Promise<Run> => post(`${at(name)}/resume`, { epochs });
export const deleteRun = (name: string): Promise<void> => remove(at(name));
export const reportAddress = (name: string): string => `/api${at(name)}/report`;

/** All runs, the newest first, whenever something has changed. */
export const followRuns = (onRuns: (runs: Run[]) => void): (() => void) => follow("/runs/feed", onRuns);

/** The run and its new progress lines; `again` says that earlier ones are to be forgotten; `run` is null once it was deleted. */
export const followRun = (name: string, onProgress: (progress: { run: Run | null; again: boolean; lines: ProgressLine[] }) => void): (() => void) => follow(`${at(name)}/feed`, onProgress);

export interface Prediction {
  run: string;
  model: string;
  label: string;
  probability: number;
  probabilities: { label: string; probability: number }[];
  milliseconds: number;
}

const withModel = (model: string | null): string => (model === null ? "" : `?model=${encodeURIComponent(model)}`);

/** What the model that comes with Hark is called. */
export const shippedModel = "shipped";

/** Names of runs with a model, and the shipped one first where there is one. */
export const trainedModels = (): Promise<string[]> => get("/predict/models");
export const predictWav = (wav: Blob | ArrayBuffer, model: string | null = null): Promise<Prediction> => upload(`/predict${withModel(model)}`, wav);
export const predictSound = (sound: string, model: string | null = null): Promise<Prediction> => post(`/predict/sounds/${sound}${withModel(model)}`);
export const predictClip = (data: string, index: number, model: string | null = null): Promise<Prediction> => post(`/predict/data/${data}/${index}${withModel(model)}`);

/** Sends a WAV; its view is at /sounds/{id}, with the query of a spectrogram. */
export const sendSound = (wav: Blob | ArrayBuffer): Promise<{ id: string; sampleRate: number; channels: number; frames: number }> => upload("/sounds", wav);

export interface Job {
  id: string;
  state: "waiting" | "running" | "done" | "failed";
  done: number;
  total: number;
  error: string | null;
}

/** Follows a job to its end; rejects with its error. */
export function finished(job: Job, onProgress: (job: Job) => void): { done: Promise<void>; cancel: () => void } {
  let cancel = (): void => {};
  const done = new Promise<void>((resolve, reject) => {
    cancel = follow<Job>(`/jobs/${job.id}/feed`, (status) => {
      onProgress(status);
      if (status.state === "done" || status.state === "failed") {
        cancel();
        if (status.state === "done") resolve();
        else reject(new Error(status.error ?? ""));
      }
    });
  });
  return { done, cancel: () => cancel() };
}

export interface Evaluation {
  run: string;
  data: string;
  split: string;
  validatesOnTest: boolean;
  accuracy: number;
  low: number;
  high: number;
  /** That the interval is taken over; 0 where it is over clips. */
  speakers: number;
  loss: number | string;
  labels: string[];
  /** [actual][predicted] */
  confusion: number[][];
  perClass: { label: string; precision: number | string; recall: number | string; f1: number | string; support: number }[];
  calibrationError: number;
  reliability: { low: number; high: number; count: number; confidence: number; accuracy: number }[];
  rejection: { threshold: number; wordsKept: number | string; wordsRight: number | string; unknownPassed: number | string; silencePassed: number | string }[];
  /** Their sounds are at /evaluations/{id}/clips/{index}. */
  clips: { name: string; actual: number; predicted: number; probability: number }[];
}

export const evaluate = (request: { run?: string; data?: string; split?: string }): Promise<Job> => post("/evaluations", request);
export const evaluation = (job: string): Promise<Evaluation> => get(`/evaluations/${job}`);
