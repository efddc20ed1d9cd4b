// Words of one's own: what the server says of them.

import { get, post, remove, upload } from "./api";

export interface Take {
  name: string;
  speaker: string | null;
}

export interface RecordedWord {
  word: string;
  takes: Take[];
}

export interface Recordings {
  path: string;
  words: RecordedWord[];
}

export const recordings = (): Promise<Recordings> => get("/recordings");

/** Sends a sound and has it cut to the one second of most energy, as training does; its view is at /sounds/{id}. */
export const sendTrimmed = (wav: Blob | ArrayBuffer): Promise<{ id: string }> => upload("/sounds?trim=true", wav);

/** Keeps a sound that was sent, under the word that is said in it. */
export const keep = (sound: string, word: string, speaker: string): Promise<Take> => post("/recordings", { sound, word, speaker });

/** Spoken words of the bundled voices, as recordings of "unknown". */
export const addOtherWords = (): Promise<void> => post("/recordings/others");

export const takeAddress = (word: string, take: string): string => `/recordings/${encodeURIComponent(word)}/${encodeURIComponent(take)}`;
export const removeTake = (word: string, take: string): Promise<void> => remove(takeAddress(word, take));

const key = "hark-speaker";

/** Who speaks: remembered by the browser; a name of chance until the person gives one. */
export function speaker(): string {
  const known = localStorage.getItem(key);
  if (known) return known;
  const fresh = Math.floor(Math.random() * 2 ** 32).toString(16).padStart(8, "0");
  localStorage.setItem(key, fresh);
  return fresh;
}

export const setSpeaker = (name: string): void => localStorage.setItem(key, name);
