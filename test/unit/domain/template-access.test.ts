import assert from 'node:assert/strict';
import { isOwn, needOf, readAccess } from '../../../src/engine/domain/template-access.ts';
import type { Template, TemplateEndpoint } from '../../../src/engine/domain/template.ts';

const endpoint = (
  line: string,
  description = '',
  request: TemplateEndpoint['request'] = null,
  response: TemplateEndpoint['response'] = null,
): TemplateEndpoint => {
  const [method, path] = line.split(' ') as [TemplateEndpoint['method'], string];
  return { method, path, description, request, response };
};

function template(api: TemplateEndpoint[], admin: TemplateEndpoint[] = []): Template {
  return {
    ...{ slug: 'trial', name: 'Trial', category: '', description: '' },
    ...{ backend_requirements: [], frontend_requirements: [], admin_requirements: [] },
    ...{ api_endpoints: api, admin_api_endpoints: admin, data_model: { name: 'Note', fields: {} } },
  };
}

const credentials = { email: 'kim@example.org', password: 'long enough 1' };
const register = endpoint('POST /api/auth/register', '', { name: 'Kim', ...credentials }, { id: 1 });
const login = endpoint('POST /api/auth/login', '', credentials, { token: 'x', user: { id: 1 } });

describe('who may call the endpoints of a template', () => {
  it('is everybody where nobody can log in', () => {
    const admin = endpoint('GET /api/admin/notes', 'All notes of the signed-in user.');
    const open = template([register], [admin]);
    assert.equal(readAccess(open), null);
    assert.equal(needOf(admin, open, null), 'anyone');
  });

  it('is told by the endpoint that answers a token for a password', () => {
    const keys = { tokenKey: 'token', passwordKey: 'password', nameKey: 'email' };
    assert.deepEqual(readAccess(template([register, login])), { register, login, ...keys });
    assert.equal(readAccess(template([login]))?.register, null);
    const noToken = endpoint('POST /api/login', '', credentials, { ok: true });
    assert.equal(readAccess(template([noToken])), null);
  });

  it('depends on the list and the description of each endpoint', () => {
    const endpoints = [
      endpoint('GET /api/notes', 'Anyone lists the notes.'),
      endpoint('POST /api/notes', 'A signed-in user adds a note.'),
      endpoint('PUT /api/notes/:id', 'Changes one of the own notes.'),
      endpoint('GET /api/tags', 'The tags.'),
    ];
    const admin = endpoint('DELETE /api/admin/notes/:id', 'Deletes any note.');
    const whole = template([register, login, ...endpoints], [admin]);
    const access = readAccess(whole);
    assert.deepEqual(
      [register, login, ...endpoints, admin].map((each) => needOf(each, whole, access)),
      ['anyone', 'anyone', 'anyone', 'signed-in', 'signed-in', 'unsaid', 'administrator'],
    );
    assert.deepEqual(endpoints.map(isOwn), [false, false, true, false]);
  });
});
