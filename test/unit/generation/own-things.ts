import assert from 'node:assert/strict';
import { templateSchema } from '../../../src/engine/domain/template.ts';
import type { Template } from '../../../src/engine/domain/template.ts';
import { caller } from './running.ts';
import type { Answer } from './running.ts';

const ticket = { id: 1, title: 'Broken', user_id: 1 };
const comment = { id: 1, ticket_id: 1, author_id: 1, text: 'Which one?' };
const step = { id: 1, ticket_id: 1, text: 'Look' };
const credentials = { email: 'ada@example.com', password: 'long enough' };

const at = (line: string, description: string, request: object | null, response: object | null) => {
  const [method, path] = line.split(' ');
  return { method, path, description, request, response };
};

/** Comments have an account of their own beside their ticket's, steps only their ticket's. */
export const ticketsTemplate: Template = templateSchema.parse({
  ...{ slug: 'own-tickets', name: 'Tickets', category: 'Work', description: 'Whose is what.' },
  ...{ backend_requirements: [], frontend_requirements: [], admin_requirements: [] },
  api_endpoints: [
    at('POST /api/register', 'Anyone.', credentials, { id: 1, email: 'ada@example.com' }),
    at('POST /api/login', 'Anyone.', credentials, { token: 'x' }),
    at('POST /api/tickets', 'Open a ticket, signed in.', { title: 'Broken' }, ticket),
    at('GET /api/tickets/:id/comments', 'The comments on one of the own tickets.', null, [comment]),
    at('POST /api/tickets/:id/comments', 'Write an own comment on any ticket.', { text: 'Hm' }, comment),
    at('PATCH /api/tickets/:id/comments/:comment', 'Change a comment on my ticket.', { text: 'Oh' }, comment),
    at('DELETE /api/tickets/:id/comments/:comment', 'Delete one of my own comments.', null, null),
    at('GET /api/tickets/:id/steps', 'List my steps.', null, [step]),
    at('POST /api/tickets/:id/steps', 'Add one of the own steps.', { text: 'Look' }, step),
  ],
  admin_api_endpoints: [],
  data_model: {
    name: 'Ticket',
    fields: {
      id: 'integer (primary key)',
      title: 'string (required)',
      user_id: 'integer (references User, server-set)',
    },
    related: [
      {
        name: 'Comment',
        fields: {
          id: 'integer (primary key)',
          ticket_id: 'integer (references Ticket, server-set)',
          author_id: 'integer (references User, server-set)',
          text: 'string (required)',
        },
      },
      {
        name: 'Step',
        fields: {
          id: 'integer (primary key)',
          ticket_id: 'integer (references Ticket, server-set)',
          text: 'string (required)',
        },
      },
      { name: 'User', fields: { id: 'integer (primary key)', email: 'email (required, unique)' } },
    ],
  },
});

/** Holds a running app of the template to what is whose, as two accounts that are no administrators see it. */
export async function checkWhoseIsWhat(app: { baseUrl: string }): Promise<void> {
  const anyone = caller(app, null);
  const account = async (email: string) => {
    const sent = { ...credentials, email };
    assert.equal((await anyone('POST', '/api/register', sent)).status, 201);
    const { body } = await anyone('POST', '/api/login', sent);
    return caller(app, (body as { token: string }).token);
  };
  await account('first@example.com');
  const [ada, bob] = [await account('ada@example.com'), await account('bob@example.com')];
  const make = async (who: typeof ada, path: string, body: object) => {
    const answer = await who('POST', path, body);
    assert.equal(answer.status, 201, `${path}: ${JSON.stringify(answer.body)}`);
    return (answer.body as { id: number }).id;
  };
  const ids = ({ status, body }: Answer) =>
    status === 200 ? (body as { id: number }[]).map(({ id }) => id).sort() : status;

  const hers = `/api/tickets/${await make(ada, '/api/tickets', { title: 'Ada' })}`;
  const his = `/api/tickets/${await make(bob, '/api/tickets', { title: 'Bob' })}`;
  const asked = await make(bob, `${hers}/comments`, { text: 'Which one?' });
  const said = await make(ada, `${hers}/comments`, { text: 'This one.' });

  assert.deepEqual(ids(await ada('GET', `${hers}/comments`)), [asked, said], 'all on the own ticket');
  assert.equal(ids(await bob('GET', `${hers}/comments`)), 404, "not on somebody else's ticket");

  const change = async (who: typeof ada, ticket: string, id: number) =>
    (await who('PATCH', `${ticket}/comments/${id}`, { text: 'Changed' })).status;
  assert.equal(await change(ada, hers, asked), 200, "somebody else's comment on the own ticket");
  assert.equal(await change(bob, hers, asked), 404, "the own comment on somebody else's ticket");
  assert.equal(await change(bob, his, asked), 404, 'a comment of another ticket');

  const remove = async (who: typeof ada, id: number) =>
    (await who('DELETE', `${hers}/comments/${id}`)).status;
  assert.equal(await remove(ada, asked), 404, "somebody else's comment");
  assert.equal(await remove(bob, said), 404, "somebody else's comment");
  assert.equal(await remove(bob, asked), 204, "the own comment on somebody else's ticket");

  const look = await make(ada, `${hers}/steps`, { text: 'Look' });
  assert.deepEqual(ids(await ada('GET', `${hers}/steps`)), [look], 'steps of the own ticket');
  assert.equal(ids(await bob('GET', `${hers}/steps`)), 404, "steps of somebody else's ticket");
  assert.equal((await bob('POST', `${hers}/steps`, { text: 'x' })).status, 404, 'a step for somebody else');
}
