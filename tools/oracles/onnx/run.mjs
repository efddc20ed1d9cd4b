// Runs ONNX models on raw floats: node run.mjs JOBS.json, a list of {model, input, shape, output}.
// Writes one file of floats an output of the model: OUTPUT.NAME.
import { readFileSync, writeFileSync } from 'node:fs';
import ort from 'onnxruntime-node';

for (const job of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const session = await ort.InferenceSession.create(job.model, { intraOpNumThreads: 1 });
  const bytes = readFileSync(job.input);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const results = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', values, job.shape) });
  for (const [name, tensor] of Object.entries(results)) {
    writeFileSync(`${job.output}.${name}`, new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
  }
  await session.release();
}
