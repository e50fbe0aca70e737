/**
 * Puts load on one address with autocannon and prints figures as one line of JSON. Usage:
 * `node load.mjs '{"url","connections","warmUpMs","durationMs"}'`; ASSAY_TOOLBOX names the folder that
 * holds autocannon. Times are milliseconds. Autocannon's own summary has no 95th percentile and whole
 * milliseconds only, so each response time is counted here, in steps of 10 µs.
 */
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.ASSAY_TOOLBOX, 'package.json'));
const autocannon = require('autocannon');
const { url, connections, warmUpMs, durationMs } = JSON.parse(process.argv[2]);

const fire = (milliseconds, onResponse) =>
  new Promise((resolve, reject) => {
    const load = autocannon(
      // Its own limit counts whole seconds; it hears `stop` at the next sample.
      { url, connections, duration: Math.ceil(milliseconds / 1000) + 1, sampleInt: 20, timeout: 10 },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
    if (onResponse) load.on('response', onResponse);
    setTimeout(() => load.stop(), milliseconds);
  });

if (warmUpMs > 0) await fire(warmUpMs);

const counts = new Map();
const startedAt = performance.now();
let responses = 0;
let lastAt = startedAt;
const result = await fire(durationMs, (_client, _status, _bytes, responseTime) => {
  const step = Math.round(responseTime * 100);
  counts.set(step, (counts.get(step) ?? 0) + 1);
  responses += 1;
  lastAt = performance.now();
});

const steps = [...counts.keys()].sort((a, b) => a - b);
/** Nearest rank. */
const percentile = (share) => {
  let left = Math.ceil(share * responses);
  for (const step of steps) {
    left -= counts.get(step);
    if (left <= 0) return step / 100;
  }
  return null;
};

process.stdout.write(
  `${JSON.stringify({
    responses,
    seconds: (lastAt - startedAt) / 1000,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    errors: result.errors,
    timeouts: result.timeouts,
    non2xx: result.non2xx,
  })}\n`,
);
