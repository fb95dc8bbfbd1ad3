// ONNX Runtime on the same model and input, as the peer of `model` beside it.
// Wants the npm package onnxruntime-node (`npm install onnxruntime-node
// --ignore-scripts`) where node finds it, e.g. through NODE_PATH.
//
// usage: node onnxruntime.js MODEL INPUT.npy THREADS REPEAT
// prints milliseconds as JSON
const ort = require('onnxruntime-node');
const fs = require('fs');
async function main() {
  const [model, input, threads, repeat] = process.argv.slice(2);
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: Number(threads), interOpNumThreads: 1, graphOptimizationLevel: 'all',
    logSeverityLevel: 3});
  const bytes = fs.readFileSync(input);
  const start = 10 + bytes.readUInt16LE(8);
  const shape = /'shape': \(([^)]*)\)/.exec(bytes.toString('latin1', 10, start))[1].split(',').filter(s => s.trim()).map(Number);
  const data = new Float32Array(new Uint8Array(bytes.subarray(start)).buffer);
  const feeds = {[session.inputNames[0]]: new ort.Tensor('float32', data, shape)};
  for (let i = 0; i < 5; ++i) await session.run(feeds);
  const times = [];
  for (let i = 0; i < Number(repeat); ++i) {
    const t = process.hrtime.bigint();
    await session.run(feeds);
    times.push(Number(process.hrtime.bigint() - t) / 1e6);
  }
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({min: times[0], median: times[Math.floor(times.length / 2)], max: times[times.length - 1]}));
}
main();
