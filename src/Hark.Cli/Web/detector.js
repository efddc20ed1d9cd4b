// From probabilities, one row a decision, to words: what Hark's PriorShift and WordDecoder do, in 32-bit floats as there, so that the same rows give the
// same words (a test compares them; only the wait for a still higher probability, which the page does not ask for, is missing). What makes the rows is the
// page's own: another resampler, and a plain limit of loudness in place of Hark's measure of what stands out of the noise.
const float = Math.fround;

/** The labels that are told; the others have no threshold. */
export const wordsOf = (model) => model.labels.filter((label) => Object.hasOwn(model.thresholds, label));

export class Detector {
  #decisionMs;
  #odds;
  #unknown;
  #rows; // The last decisions'; the next takes the place of the oldest.
  #pushed = 0;
  #lockout;
  #refractory;
  #longestRise;
  #lockedUntil = -1;
  #words;

  constructor({ labels, thresholds, smoothing, decisionMs, otherWordOdds, lockoutMs, refractoryMs, release, riseMs }) {
    this.#decisionMs = decisionMs;
    this.#odds = float(otherWordOdds);
    this.#unknown = labels.findIndex((label) => label === 'unknown' || label === '_unknown_');
    this.#rows = Array.from({ length: smoothing }, () => new Float32Array(labels.length));
    this.#lockout = Math.ceil(lockoutMs / decisionMs);
    this.#refractory = Math.ceil(refractoryMs / decisionMs);
    this.#longestRise = Math.max(Math.floor(riseMs / decisionMs) + 1, smoothing + 1);
    this.#words = wordsOf({ labels, thresholds }).map((label) => {
      const threshold = float(thresholds[label]);
      return { label, index: labels.indexOf(label), threshold, suspected: float(float(release) * threshold), mean: 0, armed: true, told: -1, since: null };
    });
  }

  /**
   * @param probabilities one a label; all 0 where nothing was judged.
   * @param number 0, 1, 2, ...: which decision; those left out count as time.
   * @returns {{label: string, confidence: number, seconds: number} | null} the word that is told with this decision.
   */
  push(probabilities, number) {
    const row = this.#expectOtherWords(Float32Array.from(probabilities));
    this.#rows[this.#pushed++ % this.#rows.length] = row;
    let best = null;
    for (const word of this.#words) {
      word.mean = float(this.#rows.reduce((sum, one) => float(sum + one[word.index]), 0) / this.#rows.length);
      if (!word.armed && (word.mean < word.suspected || number - word.told >= this.#refractory)) {
        word.armed = true;
        word.since = null; // Where it never fell, this is a new word's beginning all the same.
      }
      word.since = row[word.index] >= word.suspected ? word.since ?? number : null;
      const quick = word.since === null || number - word.since < this.#longestRise; // What creeps up is mostly another word.
      if (word.armed && quick && word.mean >= word.threshold && !(word.mean <= best?.mean)) best = word;
    }
    if (number <= this.#lockedUntil || !best) return null;
    best.armed = false;
    best.told = number;
    this.#lockedUntil = number + this.#lockout;
    return { label: best.label, confidence: best.mean, seconds: (number + 1) * this.#decisionMs / 1000 };
  }

  #expectOtherWords(row) {
    if (this.#unknown < 0) return row;
    const scale = float(1 / float(1 + float(float(this.#odds - 1) * row[this.#unknown])));
    row[this.#unknown] *= this.#odds;
    return row.map((probability) => probability * scale);
  }
}
