// Data sets: what the server says of them.

import { get } from "./api";

export interface DataPlace {
  id: string;
  name: string;
  path: string;
  origin: "bundled" | "recorded" | "given";
}

export interface DataIndex {
  place: DataPlace;
  kind: "npz" | "speechCommands" | "plainFolder";
  sampleRate: number;
  clipSamples: number;
  validatesOnTest: boolean;
  labels: string[];
  /** Training, validation, test: the clips stand in this order. */
  splitCounts: [number, number, number];
  labelIndices: number[];
  names: string[];
}

export interface DataSummary {
  recordings: number;
  padded: number;
  cut: number;
  resampled: number;
  mixedDown: number;
  sharedSpeakers: number;
  speakers: { train: number; validation: number; test: number };
  notes: string[];
}

export const dataPlaces = (): Promise<DataPlace[]> => get("/data");
export const dataIndex = (id: string): Promise<DataIndex> => get(`/data/${id}`);
export const dataSummary = (id: string): Promise<DataSummary> => get(`/data/${id}/summary`);

/** For `arrays<SoundInfo>()`. */
export const clipAddress = (id: string, index: number): string => `/data/${id}/clips/${index}`;
