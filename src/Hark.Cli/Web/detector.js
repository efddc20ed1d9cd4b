// From probabilities, one row a decision, to words: smoothed, over their threshold, each only once.
const SMOOTHED = 3; // Decisions in the mean.
const REST_SECONDS = 0.8; // A word does not fire again sooner.
const THRESHOLD = 0.7; // Where the model has none of its own.
const NO_WORDS = ['unknown', 'silence'];

export class Detector {
  #model;
  #rows = [];
  #fired = new Map();

  constructor(model) {
    this.#model = model;
  }

  /** Forgets what it heard: silence parts one word from the next. */
  rest() {
    this.#rows = [];
  }

  /** @returns {{label: string, confidence: number, seconds: number} | null} the word that this decision completes. */
  push(probabilities, seconds) {
    this.#rows = [...this.#rows.slice(1 - SMOOTHED), probabilities];
    if (this.#rows.length < SMOOTHED) return null;
    const mean = this.#model.labels.map((_, i) => this.#rows.reduce((sum, row) => sum + row[i], 0) / SMOOTHED);
    const best = mean.indexOf(Math.max(...mean));
    const label = this.#model.labels[best];
    if (NO_WORDS.includes(label) || mean[best] < (this.#model.thresholds[label] ?? THRESHOLD)) return null;
    if (seconds - (this.#fired.get(label) ?? -Infinity) < REST_SECONDS) return null;
    this.#fired.set(label, seconds);
    return { label, confidence: mean[best], seconds };
  }
}
