import { templateSchema } from '../../../src/engine/domain/template.ts';
import type { Template } from '../../../src/engine/domain/template.ts';

const user = { id: 1, username: 'ada', email: 'ada@example.org', is_active: true };
const sent = { username: 'ada', email: 'ada@example.org', password: 'long enough' };
const changed = { username: 'countess', email: 'countess@example.org' };

const at = (line: string, description: string, request: object | null, response: object | null) => {
  const [method, path] = line.split(' ');
  return { method, path, description, request, response };
};

/** Its data model says how passwords are kept, and asks for what has a default. */
export const accountsTemplate: Template = templateSchema.parse({
  ...{ slug: 'own-accounts', name: 'Accounts', category: 'Work', description: 'Who is who.' },
  api_endpoints: [
    at('POST /api/auth/register', 'Make an account.', sent, { user, token: 'x' }),
    at(
      'POST /api/auth/login',
      'Sign in.',
      { email: sent.email, password: sent.password },
      { user, token: 'x' },
    ),
    at('GET /api/auth/me', 'The signed-in account.', null, user),
    at('PUT /api/auth/profile', 'Change the own account.', changed, { ...user, ...changed }),
    at('POST /api/auth/logout', 'End the session of who is signed in.', null, { message: 'Bye' }),
  ],
  admin_api_endpoints: [at('GET /api/admin/users', 'All accounts.', null, { items: [user], total: 1 })],
  data_model: {
    name: 'User',
    fields: {
      id: 'integer (primary key)',
      username: 'string (required, unique, max 80 chars)',
      email: 'string (required, unique, max 120 chars)',
      password_hash: 'string (required)',
      is_active: 'boolean (required, default: true)',
    },
  },
});
