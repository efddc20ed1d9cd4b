// From probabilities, one row a decision, to words: smoothed, over their threshold, each told once. As Hark's own detector does it.
const LOCKOUT_SECONDS = 0.5; // No word so soon after another: one that slides out of the window often looks like another.
const REFRACTORY_SECONDS = 1.2; // The same word, where its probability has not fallen to half of its threshold in between.
const NO_WORDS = ['unknown', 'silence', '_unknown_', '_silence_'];

export const wordsOf = (model) => model.labels.filter((label) => !NO_WORDS.includes(label));

export class Detector {
  #model;
  #words;
  #longestRise;
  #rows = [];
  #suspected = new Map(); // When each word's own probability came to half of its threshold.
  #last = { seconds: -Infinity, label: null, released: true };

  constructor(model) {
    this.#model = model;
    this.#words = wordsOf(model);
    this.#longestRise = Math.max(model.riseMs, model.smoothing * model.decisionMs) / 1000;
  }

  /** Forgets what it heard: silence parts one word from the next. */
  rest() {
    this.#rows = [];
    this.#suspected.clear();
    this.#last.released = true;
  }

  /** @returns {{label: string, confidence: number, seconds: number} | null} the word that this decision completes. */
  push(probabilities, seconds) {
    const { labels, thresholds, smoothing } = this.#model;
    const row = this.#expectOtherWords(probabilities);
    this.#rows = [...this.#rows, row].slice(-smoothing);
    const mean = labels.map((_, i) => this.#rows.reduce((sum, one) => sum + one[i], 0) / smoothing);
    const threshold = (label) => thresholds[label] ?? this.#model.threshold;
    const last = this.#last;
    if (!last.released && (mean[labels.indexOf(last.label)] < threshold(last.label) / 2 || seconds - last.seconds >= REFRACTORY_SECONDS)) {
      last.released = true;
      this.#suspected.delete(last.label);
    }
    for (const word of this.#words) {
      if (row[labels.indexOf(word)] < threshold(word) / 2) this.#suspected.delete(word);
      else if (!this.#suspected.has(word)) this.#suspected.set(word, seconds);
    }
    if (this.#rows.length < smoothing) return null;
    const confidence = Math.max(...mean);
    const label = labels[mean.indexOf(confidence)];
    const since = seconds - last.seconds;
    if (!this.#words.includes(label) || confidence < threshold(label) || since < LOCKOUT_SECONDS) return null;
    if (label === last.label && !last.released) return null;
    if (seconds - this.#suspected.get(label) > this.#longestRise + 0.001) return null; // What creeps up is mostly another word.
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
