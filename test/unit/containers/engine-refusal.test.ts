import assert from 'node:assert/strict';
import {
  diskIsFull,
  engineWords,
  saysDiskIsFull,
  wayOut,
} from '../../../src/engine/containers/connection/engine-refusal.ts';
import { BuildOutput } from '../../../src/engine/containers/images/build-output.ts';
import {
  buildTrouble,
  cannotBeHad,
  engineTrouble,
} from '../../../src/engine/containers/images/build-trouble.ts';

const refused = (words: string) =>
  Object.assign(new Error(`(HTTP code 500) server error - ${words} `), { statusCode: 500 });

describe('what a container engine refuses', () => {
  it('is told in its own words', () => {
    assert.equal(engineWords(refused('driver failed')), 'driver failed');
    assert.equal(wayOut(refused('driver failed')), undefined);
  });

  for (const words of [
    'write /var/lib/docker/overlay2/55ca-init/link: no space left on device',
    'mkdir /var/lib/docker/containers/1: no space left on device',
    'creating container storage: No space left on device',
  ]) {
    it(`for want of room is a full disk, with a way out: ${words}`, () => {
      assert.ok(saysDiskIsFull(engineWords(refused(words))));
      assert.match(wayOut(refused(words))!, /Make room/);
      const error = engineTrouble('the image of an app', refused(words));
      assert.equal(error.errorClass, 'transient');
      assert.equal(error.message, "The engine's disk is full: the image of an app was not built.");
      assert.equal(error.hint, diskIsFull('').hint);
    });
  }

  it('for want of room is no base image that cannot be had', () => {
    const words = 'failed to resolve source metadata: write /var/lib/docker/x: no space left on device';
    const output = new BuildOutput(() => undefined);
    output.add({ error: words });
    const recipe = { tag: 'assay/x:1', what: 'an app', dockerfile: 'FROM node:24', buildArgs: {} };
    const build = buildTrouble({ ...recipe, network: false, labels: {} }, output);
    assert.deepEqual(
      [build.errorClass, build.message],
      ['transient', "The engine's disk is full: an app was not built."],
    );
    const pull = cannotBeHad('node:24', 'an app', words);
    assert.deepEqual(
      [pull.errorClass, pull.message, pull.hint],
      [
        'transient',
        "The engine's disk is full: node:24, the base image of an app, was not pulled.",
        build.hint,
      ],
    );
  });

  it('for want of addresses names what holds them', () => {
    for (const words of [
      'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      'all predefined address pools have been fully subnetted',
      'could not find free subnet from subnet pools',
    ])
      assert.match(wayOut(refused(words))!, /room for about 30/);
  });
});
