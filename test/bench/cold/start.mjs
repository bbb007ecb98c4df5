// A fresh process that loads one bundle, as Lambda does at a cold start, and says when its handler was ready. Plain
// JavaScript: taking types out would load a compiler first.
const before = performance.now();
const { handler } = await import(process.argv[2]);
const ready = performance.now();
if (typeof handler !== 'function') throw new Error('the bundle has no handler');
process.stdout.write(JSON.stringify({ init: ready - before, readyAt: performance.timeOrigin + ready }));
process.exit();
