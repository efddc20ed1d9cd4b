// Two languages: each view keeps its texts beside itself, both of the same shape, so that none can be forgotten.

export type Language = "en" | "ko";

const key = "hark-language";
const remembered = localStorage.getItem(key);
let current: Language = remembered === "en" || remembered === "ko" ? remembered : navigator.language.startsWith("ko") ? "ko" : "en";

export const language = (): Language => current;

export function setLanguage(next: Language): void {
  current = next;
  localStorage.setItem(key, next);
  document.documentElement.lang = next;
}

/** Texts of a view: `const text = texts({...}, {...})`, then `text().title`. */
export function texts<T>(en: T, ko: NoInfer<T>): () => T {
  return () => (current === "ko" ? ko : en);
}

/** 50,620 in both languages. */
export const whole = (value: number): string => value.toLocaleString(current);

/** A number with so many digits behind the point. */
export const fixed = (value: number, digits: number): string => value.toLocaleString(current, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** 440 Hz, 16 kHz. */
export const hertz = (value: number): string => (value >= 1000 ? `${(value / 1000).toLocaleString(current, { maximumFractionDigits: 2 })} kHz` : `${value.toLocaleString(current, { maximumFractionDigits: 1 })} Hz`);

/** 0.934 as 93.4 %. */
export const percent = (value: number, digits = 1): string => `${fixed(value * 100, digits)} %`;

document.documentElement.lang = current;
