import assert from 'node:assert/strict';
import { checkKey } from '../../../src/engine/check-key.ts';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { ModelServer } from '../../support/model-server/server.ts';
import { projectRoot } from '../../support/project.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const goodKey = 'a-key-of-mine-7';

describe('a key before it is kept', () => {
  const folder = temporaryFolder();
  let server: ModelServer;
  let open: ModelServer;
  const logged: string[] = [];
  before(async () => {
    const answer = () => '';
    server = await ModelServer.start({ answer, keys: [goodKey] });
    open = await ModelServer.start({ answer });
  });
  after(() => Promise.all([server.close(), open.close()]));

  function check(provider: string, key: string, of: Pick<ModelServer, 'baseUrl'> = server): Promise<boolean> {
    const settings = {
      'providers.openrouter.baseUrl': of.baseUrl('openrouter'),
      'providers.anthropic.baseUrl': of.baseUrl('anthropic'),
      'providers.ollama.baseUrl': of.baseUrl('ollama'),
      'providers.openaiCompatible': { lab: { baseUrl: of.baseUrl('openai') } },
    };
    const installation = { root: projectRoot, node: process.execPath, nodeEnv: {}, cacheDir: folder() };
    return checkKey(
      { settings, installation, log: (_, line) => void logged.push(line) },
      ...([provider, key] as const),
    );
  }

  for (const provider of ['openrouter', 'anthropic', 'ollama', 'openai-compatible/lab']) {
    it(`is shown to ${provider}, which takes it or not`, async () => {
      assert.equal(await check(provider, goodKey), true);
      await assert.rejects(
        check(provider, 'another-key-8'),
        (error) =>
          AssayError.is(error) && error.errorClass === 'auth' && !error.message.includes('another-key-8'),
      );
    });
  }

  it('is not said to be good where nobody is asked for one', async () => {
    assert.equal(await check('openai-compatible/lab', 'anything', open), false);
  });

  it('asks no model, and is not logged', () => {
    assert.equal(server.calls.length + open.calls.length, 0);
    assert.ok(logged.every((line) => !line.includes(goodKey) && !line.includes('another-key-8')));
  });

  it('of a provider that cannot be reached stays unknown', async () => {
    const gone = await ModelServer.start({ answer: () => '' });
    const address = gone.baseUrl('openrouter');
    await gone.close();
    const nobody = { baseUrl: () => address };
    await assert.rejects(
      check('openrouter', goodKey, nobody),
      (error) => AssayError.is(error) && error.errorClass !== 'auth',
    );
  });
});
