// A worker that runs the model: windows of sound in, probabilities out. The page stays quick however large the network.
import * as ort from './ort/ort.js';

ort.env.wasm.numThreads = 1; // More need headers that a plain web host does not send.
ort.env.wasm.wasmPaths = { mjs: new URL('./ort/ort-wasm.js', import.meta.url).href, wasm: new URL('./ort/ort-wasm.wasm', import.meta.url).href };

const session = ort.InferenceSession.create(new URL('./words.onnx', import.meta.url).href, { executionProviders: ['wasm'] });
session.then(() => postMessage({ ready: true }), (error) => postMessage({ fault: error.message }));

addEventListener('message', async ({ data: { id, samples } }) => {
  try {
    const { probabilities } = await (await session).run({ waveform: new ort.Tensor('float32', samples, [1, samples.length]) });
    postMessage({ id, probabilities: probabilities.data });
  } catch (error) {
    postMessage({ id, fault: error.message });
  }
});
