import assert from 'node:assert/strict';
import fc from 'fast-check';
import { appNameOf } from '../../../src/engine/domain/app-entry.ts';
import { formatAppRef, modelFolder, parseAppRef } from '../../../src/engine/domain/app-ref.ts';
import { existingModel } from '../../../src/engine/domain/existing-app.ts';

describe('the name of an existing app', () => {
  it("is its folder's, in letters, digits, dots, hyphens and underscores", () => {
    assert.equal(appNameOf('shop'), 'shop');
    assert.equal(appNameOf('My shop (2)'), 'My-shop-2');
    assert.equal(appNameOf('.hidden'), 'hidden');
    assert.equal(appNameOf('店'), 'app');
  });

  it('can be a part of an app reference and of a folder, whatever the folder is called', () => {
    fc.assert(
      fc.property(fc.string(), (folder) => {
        const name = appNameOf(folder);
        assert.match(name, /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
        const app = { model: existingModel(name), number: 3 };
        assert.deepEqual(parseAppRef(formatAppRef(app)), app);
        assert.doesNotMatch(modelFolder(app.model), /[/\\]/);
      }),
    );
  });
});
