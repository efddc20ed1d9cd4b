// ONNX Runtime at work on one row: node onnx.cjs infer|latency MODEL-FILE THREADS. Obeys stdin as worker.py says.
// It calls the native session itself, without the promise around it, which would cost the small networks some microseconds.
'use strict';
const path = require('node:path');
const root = process.env.ONNX_NODE;
const { binding } = require(path.join(root, 'dist', 'binding.js'));
const { initOrt } = require(path.join(root, 'dist', 'binding.js'));
const [kind, file, threads] = process.argv.slice(2);
const latency = kind === 'latency';
const shapes = { 'wave-conv': [1, 8000], 'wave-skip': [1, 8000], 'spectrogram-conv': [1, 130, 126], 'ds-cnn': [1, 49, 10], 'bc-resnet-1': [1, 40, 101] };

function make() {
  const { Tensor } = require(require.resolve('onnxruntime-common', { paths: [root] }));
  if (initOrt) initOrt();
  const session = new binding.InferenceSession();
  session.loadModel(file, { intraOpNumThreads: +threads, interOpNumThreads: 1, executionMode: 'sequential',
    graphOptimizationLevel: 'all', enableCpuMemArena: true, enableMemPattern: true });
  const [, name, batch] = path.basename(file).match(/^(.*)-(\d+)\.onnx$/);
  const dims = [+batch, ...shapes[name]];
  const data = new Float32Array(dims.reduce((a, b) => a * b)).map(() => Math.random() * 2 - 1);
  const feeds = { x: new Tensor('float32', data, dims) };
  const fetches = { y: new Tensor('float32', new Float32Array(+batch * 12), [+batch, 12]) };
  return { step: () => session.run(feeds, fetches, {}), clips: +batch };
}

const now = () => Number(process.hrtime.bigint()) / 1e9;
let work;
const commands = {
  warm() {
    work = make();
    const start = now();
    for (let steps = 0; steps < 2 || (now() - start < 5 && (steps < 30 || now() - start < 1)); steps++) work.step();
    return {};
  },
  go(seconds) {
    const times = [];
    const start = now();
    let before = start;
    while (times.length < 2 || before - start < seconds) {
      work.step();
      const after = now();
      times.push(after - before);
      before = after;
    }
    const value = latency ? times.sort((a, b) => a - b)[times.length >> 1] * 1e3 : work.clips * times.length / (before - start);
    return { value };
  },
  quit() { return { peakMiB: process.resourceUsage().maxRSS / 1024 }; },
};
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, seconds] = line.split(' ');
  console.log(JSON.stringify(commands[word](+seconds)));
  if (word === 'quit') process.exit(0);
});
