// From probabilities, one row a decision, to words: smoothed, over their threshold, each told once. As Hark's own detector does it.
const LOCKOUT_SECONDS = 0.5; // No word so soon after another: one that slides out of the window often looks like another.
const REFRACTORY_SECONDS = 1.2; // The same word, where its probability has not fallen to half of its threshold in between.
const NO_WORDS = ['unknown', 'silence', '_unknown_', '_silence_'];

export const wordsOf = (model) => model.labels.filter((label) => !NO_WORDS.includes(label));

export class Detector {
  #model;
  #words;
  #rows = [];
  #last = { seconds: -Infinity, label: null, released: true };

  constructor(model) {
    this.#model = model;
    this.#words = wordsOf(model);
  }

  /** Forgets what it heard: silence parts one word from the next. */
  rest() {
    this.#rows = [];
    this.#last.released = true;
  }

  /** @returns {{label: string, confidence: number, seconds: number} | null} the word that this decision completes. */
  push(probabilities, seconds) {
    const { labels, thresholds, smoothing } = this.#model;
    this.#rows = [...this.#rows, this.#expectOtherWords(probabilities)].slice(-smoothing);
    if (this.#rows.length < smoothing) return null;
    const mean = labels.map((_, i) => this.#rows.reduce((sum, row) => sum + row[i], 0) / smoothing);
    const threshold = (label) => thresholds[label] ?? this.#model.threshold;
    const last = this.#last;
    last.released ||= mean[labels.indexOf(last.label)] < threshold(last.label) / 2;
    const confidence = Math.max(...mean);
    const label = labels[mean.indexOf(confidence)];
    const since = seconds - last.seconds;
    if (!this.#words.includes(label) || confidence < threshold(label) || since < LOCKOUT_SECONDS) return null;
    if (label === last.label && !last.released && since < REFRACTORY_SECONDS) return null;
    this.#last = { seconds, label, released: false };
    return { label, confidence, seconds };
  }

  #expectOtherWords(probabilities) {
    const { labels, otherWordOdds } = this.#model;
    const odds = labels.map((label) => (label === 'unknown' || label === '_unknown_' ? otherWordOdds : 1));
    const sum = labels.reduce((total, _, i) => total + odds[i] * probabilities[i], 0);
    return labels.map((_, i) => (odds[i] * probabilities[i]) / sum);
  }
}
