import assert from 'node:assert/strict';
import type { EndpointTester } from '../../../src/analyzer/endpoints/tester.ts';
import type { Defect } from '../../../src/engine/generation/ground-truth.ts';

type Verdicts = Awaited<ReturnType<EndpointTester['test']>>;

/** Of an app with these defects every endpoint that they break is reported, and no other but what they loosen. */
export function assertReported(verdicts: Verdicts, defects: readonly Defect[]): void {
  const reported = verdicts.filter(({ result }) => result === 'wrong' || result === 'missing');
  const told = reported.map(({ requirement, message }) => `${requirement}: ${message}`).join('\n');
  const names = reported.map(({ requirement }) => requirement);
  const broken = defects.flatMap(({ breaks }) => breaks);
  const loose = defects.flatMap(({ loosens }) => loosens);
  const unseen = broken.filter((name) => !names.includes(name));
  assert.deepEqual(unseen, [], `not reported; but:\n${told}`);
  const innocent = names.filter((name) => ![...broken, ...loose].includes(name));
  assert.deepEqual(innocent, [], told);
}
