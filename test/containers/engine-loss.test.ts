import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { AssayError } from '../../src/engine/domain/errors.ts';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { verifyState } from '../../src/engine/store/verify/verify-state.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { createContainerBench } from '../support/docker/container-bench.ts';
import { imagesBelowApps } from '../support/docker/images-below-apps.ts';
import { setVariable } from '../support/environment.ts';
import { programs } from '../support/open-store.ts';
import { ownSettings } from '../support/own-settings.ts';
import { projectRoot } from '../support/project.ts';
import { noPrivateEngine, PrivateEngine } from '../support/docker/private-engine.ts';
import { readStatus, startCli, startProgram } from '../support/run-cli.ts';
import type { CliRun } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { hostileApp } from './support/hostile-app.ts';

const reason = noPrivateEngine();
const baseImages = { 'node:24-bookworm-slim': nodeImage };

(reason === null ? describe : describe.skip)(
  `a container engine that goes away ${reason ?? ''}`,
  function () {
    this.timeout(240_000);
    const folder = temporaryFolder();
    let engine: PrivateEngine;
    let restore = () => {};
    ownSettings(folder, { 'containers.baseImages': baseImages });

    before(async () => {
      engine = await PrivateEngine.start(2_500);
      await engine.load([nodeImage, ...(await imagesBelowApps())]);
      restore = setVariable('DOCKER_HOST', engine.host);
    });
    after(async () => {
      restore();
      await engine?.remove();
    });
    beforeEach(() => writeTrial(['notes', 'links']));

    function writeTrial(templates: string[]): void {
      const file = {
        ...{
          name: 'Trial',
          models: ['builtin/flawed'],
          templates,
          stack: 'node-express',
        },
        analysis: { services: { 'dynamic-analyzer': {} } },
      };
      writeFileSync(path.join(folder(), 'trial.assay.json'), JSON.stringify(file));
    }

    /** Where the ports of its containers are. */
    const start = (...more: string[]) => {
      const cli = path.join(projectRoot, 'dist', 'cli.cjs');
      const args = ['run', 'trial.assay.json', '--json', '--verbose', '--runtime', 'docker', ...more];
      return startProgram(folder(), ...engine.inside(process.execPath, [cli, ...args]));
    };
    const subtasks = (document: StatusDocument) =>
      document.pipelines.flatMap(({ analysis }) => analysis.mainTasks.flatMap((task) => task.subtasks));
    async function completed(run: CliRun): Promise<StatusDocument> {
      const { status, stdout, stderr } = await run.result;
      const document = stdout === '' ? null : (JSON.parse(stdout) as StatusDocument);
      const reasons =
        document && subtasks(document).flatMap(({ tools }) => tools.map(({ reason }) => reason));
      assert.equal(status, 0, `${JSON.stringify(reasons)}\n${stderr.slice(-6_000)}`);
      return document!;
    }
    /** What the tools found in each app of a pipeline, without their words. */
    async function verdictsOf(...pipelines: number[]): Promise<unknown[]> {
      let found: unknown[] = [];
      const stateDir = path.join(folder(), '.assay');
      const { problems } = await verifyState({ stateDir, wasmFile: programs.wasmFile }, async (db) => {
        const rows = await db
          .selectFrom('verdicts')
          .innerJoin('tool_runs', 'tool_runs.id', 'verdicts.tool_run_id')
          .innerJoin('subtasks', 'subtasks.id', 'tool_runs.subtask_id')
          .innerJoin('main_tasks', 'main_tasks.id', 'subtasks.main_task_id')
          .innerJoin('jobs', 'jobs.id', 'main_tasks.job_id')
          .select(['jobs.pipeline_id', 'jobs.template', 'verdicts.requirement', 'verdicts.result'])
          .orderBy('verdicts.requirement')
          .execute();
        found = pipelines.map((id) =>
          rows
            .filter((row) => row.pipeline_id === id)
            .map(({ template, requirement, result }) => `${template}: ${requirement} ${result}`)
            .sort(),
        );
      });
      assert.deepEqual([...problems], []);
      return found;
    }
    async function restartInOrder(): Promise<void> {
      await engine.stop();
      await engine.restart();
    }
    async function leavesNothing(): Promise<void> {
      const { client } = await engine.connect();
      const containers = await client.listContainers({ all: true });
      const networks = (await client.listNetworks()).filter(({ Name }) => !/^(bridge|host|none)$/.test(Name));
      const names = [...containers.map(({ Names }) => Names.join()), ...networks.map(({ Name }) => Name)];
      assert.deepEqual(names, [], 'nothing is left');
    }

    it('is waited for when it is killed in the middle of a build and of a run, and then all is done', async () => {
      const run = start();
      // Its image is being built.
      await run.says('[ANAL] builtin/flawed:1: ');
      await engine.kill();
      await run.says('gone away; what needs it waits');
      await engine.restart();
      await run.says('The container engine is back');
      await started((await engine.connect()).client, 'forwarder');
      await engine.kill();
      await engine.restart();
      const attempts = subtasks(await completed(run)).flatMap((subtask) => subtask.attempts);
      const lost = attempts.filter(({ error }) => error !== null);
      for (const { error } of lost) assert.equal(error!.errorClass, 'transient', error!.message);
      // What was running lost one each; what waited lost none.
      assert.ok(lost.length <= 2, JSON.stringify(lost));
      await leavesNothing();
    });

    it('is waited for when it is restarted in order in the middle of a build and of a run, with the same results', async () => {
      writeTrial(['booking', 'polls']);
      const run = start();
      await run.says('[ANAL] builtin/flawed:1: ');
      await engine.stop();
      await run.says('gone away; what needs it waits');
      await engine.restart();
      await run.says('The container engine is back');
      await run.says('dynamic-analyzer: endpoint-tester');
      await restartInOrder();
      const lost = subtasks(await completed(run)).flatMap(({ attempts }) => attempts.slice(0, -1));
      assert.ok(lost.length > 0);
      for (const { error } of lost) assert.equal(error?.errorClass, 'transient', error?.message);
      await completed(start('--new'));
      const [interrupted, undisturbed] = await verdictsOf(1, 2);
      assert.ok((undisturbed as unknown[]).length > 0);
      assert.deepEqual(interrupted, undisturbed);
      await leavesNothing();
    });

    it('is none at first: what needs it is skipped with the reason, and a retry finds it', async () => {
      await engine.stop();
      const without = start();
      const { status } = await without.result;
      assert.equal(status, 1);
      const skipped = subtasks(await readStatus(folder())).flatMap(({ tools }) => tools);
      assert.ok(skipped.length > 0);
      for (const tool of skipped) {
        assert.equal(tool.status, 'skipped');
        assert.match(tool.reason ?? '', /no container engine was found \(unix:.*docker\.sock: /);
      }
      await engine.restart();
      const retried = startCli(folder(), 'retry', '1', '--failed');
      assert.equal((await retried.result).status, 0);
      await completed(start('--resume', '1'));
      await leavesNothing();
    });

    it('that has no network left says so, and what to do', async () => {
      const { client } = await engine.connect();
      const bench = await createContainerBench(await engine.connect());
      const taken: Dockerode.Network[] = [];
      try {
        for (let refusal = ''; !/address pool|fully subnetted/.test(refusal);) {
          // What an engine has forgotten that was killed is still in its way; the next network has another place.
          assert.match(refusal, /^$|overlapping/);
          const made = client.createNetwork({ Name: `taken-${taken.length}`, Driver: 'bridge' });
          refusal = await made.then(
            (network) => (taken.push(network), ''),
            (error: Error) => error.message,
          );
        }
        await assert.rejects(bench.start(await hostileApp()), (error: AssayError) => {
          assert.equal(error.errorClass, 'transient');
          assert.match(
            error.message,
            /^The container engine did not start acme\/test:7: (could not|all pre)/,
          );
          assert.match(error.hint!, /room for about 30: stop apps, remove networks/);
          return true;
        });
      } finally {
        for (const network of taken) await network.remove();
        await bench.remove();
      }
      await leavesNothing();
    });

    it('with a full disk is one clear error that passes; with room again a retry does the work', async () => {
      // Of these no image is there.
      writeTrial(['board', 'wallet']);
      const giveBack = engine.fillDisk(0);
      let said: string;
      try {
        const { status, stderr } = await start().result;
        assert.equal(status, 1);
        said = stderr;
      } finally {
        giveBack();
      }
      const failed = subtasks(await readStatus(folder()));
      assert.ok(failed.length > 0);
      for (const { status, attempts } of failed) {
        const { error } = attempts.at(-1)!;
        assert.deepEqual([status, error?.errorClass], ['failed', 'transient'], JSON.stringify(error));
        assert.match(error!.message, /disk is full/);
        assert.ok(error!.hint);
      }
      assert.match(said, /disk is full/);
      assert.equal((await startCli(folder(), 'retry', '1', '--failed').result).status, 0);
      await completed(start('--resume', '1'));
      await leavesNothing();
    });
  },
);

/** Resolves when a container of that role has started. */
async function started(client: Dockerode, role: string): Promise<void> {
  const filters = { label: [`assay.role=${role}`], event: ['start'] };
  const events: Readable = (await client.getEvents({ filters })) as never;
  await once(events, 'data');
  events.destroy();
}
