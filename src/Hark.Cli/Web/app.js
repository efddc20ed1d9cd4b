// The page: sound from the microphone or a file, through the model, onto the screen.
import { Detector, wordsOf } from './detector.js';
import { Resampler } from './resampler.js';
import { Spectrogram } from './spectrogram.js';
import { applyLanguage, show, switchLanguage } from './text.js';

const SILENT = 0.002; // A window whose largest sample is below this holds no word.
const element = (id) => document.getElementById(id);

const model = await (await fetch('words.json')).json();
const STEP = Math.max(1, Math.floor(model.decisionMs * model.sampleRate / 1000)); // Samples from one decision to the next.
const NOTHING = new Float32Array(model.labels.length);
const recognizer = new Worker('recognizer.js', { type: 'module' });
const bars = new Map();
const asked = new Map();
let questions = 0;
let stopListening = null;
let hearing = null;

/** One stretch of sound, from its first sample on: keeps the last window, asks the model, shows what it answers. */
class Hearing {
  #window = new Float32Array(model.clipSamples);
  #samples = 0;
  #busy = null;
  #detector = new Detector(model);
  #resampler;
  #picture = new Spectrogram(element('spectrogram'), model.sampleRate);
  words = 0;

  constructor(rate) {
    this.#resampler = new Resampler(rate, model.sampleRate);
  }

  /** With `all`, every decision is waited for; else those that the computer is too slow for are left out, so that what is shown is now. */
  async push(block, all = false) {
    const samples = this.#resampler.push(block);
    this.#picture.push(samples);
    element('level').value = Math.sqrt(block.reduce((most, s) => Math.max(most, Math.abs(s)), 0));
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + STEP - this.#samples % STEP);
      at += part.length;
      this.#window.copyWithin(0, part.length);
      this.#window.set(part, this.#window.length - part.length);
      this.#samples += part.length;
      if (this.#samples % STEP === 0 && (all || !this.#busy)) {
        this.#busy = this.#decide().catch(fail).finally(() => { this.#busy = null; });
        if (all) await this.#busy;
      }
    }
  }

  async #decide() {
    const number = this.#samples / STEP - 1;
    const silent = this.#window.every((sample) => Math.abs(sample) < SILENT);
    const probabilities = silent ? NOTHING : await ask(this.#window.slice());
    if (this !== hearing) return;
    if (!silent) showBars(probabilities);
    const word = this.#detector.push(probabilities, number);
    if (word) {
      this.words++;
      showWord(word);
    }
  }
}

function ask(samples) {
  return new Promise((resolve, reject) => {
    const id = ++questions;
    asked.set(id, { resolve, reject });
    recognizer.postMessage({ id, samples }, [samples.buffer]);
  });
}

function answered({ data }) {
  const question = asked.get(data.id);
  asked.delete(data.id);
  if (data.fault) (question?.reject ?? fail)(new Error(data.fault));
  else if (question) question.resolve(data.probabilities);
  else start();
}

function start() {
  showStatus('ready');
  element('listen').disabled = element('file').disabled = false;
}

function showStatus(key, values, fault = false) {
  show(element('status'), key, values);
  element('status').classList.toggle('fault', fault);
}

function showBars(probabilities) {
  const best = probabilities.indexOf(Math.max(...probabilities));
  model.labels.forEach((label, i) => {
    const { row, bar, number } = bars.get(label);
    bar.value = probabilities[i];
    number.value = `${(100 * probabilities[i]).toFixed(1)} %`;
    row.classList.toggle('best', i === best);
  });
}

function showWord({ label, confidence, seconds }) {
  const word = element('word');
  word.textContent = label;
  word.classList.add('fresh');
  setTimeout(() => word.classList.remove('fresh'), 700);
  const line = document.createElement('li');
  line.append(made('time', `${seconds.toFixed(1)} s`), made('strong', label), made('small', `${(100 * confidence).toFixed(0)} %`));
  element('events').prepend(line);
}

function made(tag, content) {
  const node = document.createElement(tag);
  node.textContent = content;
  return node;
}

function makeBars() {
  for (const label of model.labels) {
    const row = document.createElement('li');
    const bar = document.createElement('progress');
    bar.max = 1;
    bar.value = 0;
    const number = document.createElement('output');
    row.append(made('span', label), bar, number);
    element('bars').append(row);
    bars.set(label, { row, bar, number });
  }
}

async function listen() {
  if (!navigator.mediaDevices) {
    showStatus('insecure', {}, true);
    return;
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false } });
  } catch (error) {
    showStatus(error.name === 'NotAllowedError' ? 'denied' : 'noMicrophone', {}, true);
    return;
  }
  const context = new AudioContext();
  await context.audioWorklet.addModule('microphone.js');
  const microphone = new AudioWorkletNode(context, 'microphone', { numberOfOutputs: 0 });
  const current = hearing = new Hearing(context.sampleRate);
  microphone.port.onmessage = ({ data }) => current.push(data);
  context.createMediaStreamSource(stream).connect(microphone);
  stopListening = () => {
    stopListening = null;
    microphone.port.onmessage = null;
    stream.getTracks().forEach((track) => track.stop());
    context.close();
    element('level').value = 0;
    show(element('listen'), 'listen');
    showStatus('ready');
  };
  stream.getAudioTracks()[0].onended = () => {
    stopListening?.();
    showStatus('gone', {}, true);
  };
  show(element('listen'), 'stop');
  showStatus('listening', { words: wordsOf(model).join(', ') });
}

async function read(file) {
  stopListening?.();
  showStatus('reading', { name: file.name });
  const context = new AudioContext();
  try {
    const sound = await context.decodeAudioData(await file.arrayBuffer());
    const mono = new Float32Array(sound.length);
    for (let c = 0; c < sound.numberOfChannels; c++) sound.getChannelData(c).forEach((s, i) => { mono[i] += s / sound.numberOfChannels; });
    const current = hearing = new Hearing(sound.sampleRate);
    const block = Math.round(sound.sampleRate * model.decisionMs / 1000);
    for (let at = 0; at < mono.length && current === hearing; at += block) await current.push(mono.subarray(at, at + block), true);

    // A word at the very end is decided on while silence follows it.
    for (let i = 0; i < model.smoothing + 5 && current === hearing; i++) await current.push(new Float32Array(block), true);
    showStatus('read', { name: file.name, count: current.words, seconds: sound.duration.toFixed(1) });
  } catch {
    showStatus('noSound', { name: file.name }, true);
  } finally {
    context.close();
  }
}

function fail(error) {
  stopListening?.();
  showStatus('noRuntime', { reason: error.message }, true);
}

makeBars();
applyLanguage();
document.title = `Hark: ${model.model}`;
show(element('model'), 'model', { model: model.model, rate: model.sampleRate.toLocaleString('en') });
show(element('listen'), 'listen');
show(element('language'), 'other');
showStatus('loading');
element('language').addEventListener('click', switchLanguage);
element('listen').addEventListener('click', () => (stopListening ? stopListening() : listen().catch(fail)));
element('file').addEventListener('change', ({ target }) => target.files[0] && read(target.files[0]));
recognizer.addEventListener('error', (event) => fail(new Error(event.message ?? 'recognizer.js')));
recognizer.addEventListener('message', answered);
