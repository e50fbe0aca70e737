import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Template, TemplateEndpoint } from '../../engine/domain/template.ts';

/** One way each in which an app can be wrong; `none`: it does all that the template asks. */
export const notesDefects = [
  'none',
  'create-is-not-stored',
  'create-stores-something-else',
  'create-fails',
  'create-takes-anything',
  'create-fails-on-wrong-input',
  'read-is-missing',
  'read-tells-another-note',
  'read-tells-what-is-not-there',
  'list-is-empty',
  'list-has-another-shape',
  'list-ignores-the-search',
  'update-is-not-stored',
  'pin-changes-nothing',
  'delete-deletes-nothing',
  'stats-answer-a-page',
  'stats-crash-the-connection',
] as const;
export type NotesDefect = (typeof notesDefects)[number];

interface Note {
  id: number;
  title: string;
  pinned: boolean;
}

const example: Note = { id: 1, title: 'Groceries', pinned: false };
const endpoint = (
  method: TemplateEndpoint['method'],
  path: string,
  request: TemplateEndpoint['request'],
  response: TemplateEndpoint['response'],
): TemplateEndpoint => ({ method, path, description: '', request, response });

/** What the app is asked to be. */
export const notesTemplate: Template = {
  slug: 'canary-notes',
  name: 'Notes',
  category: 'Canary',
  description: 'Keeps notes.',
  backend_requirements: [],
  frontend_requirements: [],
  admin_requirements: [],
  api_endpoints: [
    endpoint('GET', '/api/notes', { q: 'groceries' }, { notes: [{ ...example }], total: 1 }),
    endpoint('POST', '/api/notes', { title: 'Groceries' }, { ...example }),
    endpoint('GET', '/api/notes/stats', null, { total: 1 }),
    endpoint('GET', '/api/notes/:id', null, { ...example }),
    endpoint('PUT', '/api/notes/:id', { title: 'Weekend' }, { ...example, title: 'Weekend' }),
    endpoint('PATCH', '/api/notes/:id/pin', null, { ...example, pinned: true }),
    endpoint('DELETE', '/api/notes/:id', null, null),
  ],
  admin_api_endpoints: [],
  data_model: {
    name: 'Note',
    fields: {
      id: 'integer (primary key, auto)',
      title: 'string (required, max 100 chars)',
      pinned: 'boolean (default false)',
    },
  },
};

/** A small app that keeps notes in memory, with one defect. */
export function notesApp(defect: NotesDefect): RequestListener {
  const notes = new Map<number, Note>();
  let lastId = 0;
  return (request, response) => {
    void readJson(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://app');
      const [, api, collection, name, action] = url.pathname.split('/');
      if (api !== 'api' || collection !== 'notes') return answer(response, 404, { error: 'Not found' });
      const place = name === undefined ? '' : name === 'stats' ? name : ':id';
      const route = `${request.method} ${place}${action ? `/${action}` : ''}`;
      const isLenient = route === 'POST ' && defect === 'create-takes-anything';
      const problem = problemOf(route, body);
      if (problem !== null && !isLenient) {
        const status = route === 'POST ' && defect === 'create-fails-on-wrong-input' ? 500 : 400;
        return answer(response, status, { error: problem });
      }
      const title = String(body?.['title']);
      const word = defect === 'list-ignores-the-search' ? '' : (url.searchParams.get('q') ?? '');
      const all = [...notes.values()].filter((note) => note.title.toLowerCase().includes(word.toLowerCase()));
      switch (route) {
        case 'GET ':
          if (defect === 'list-is-empty') return answer(response, 200, { notes: [], total: 0 });
          if (defect === 'list-has-another-shape') return answer(response, 200, all);
          return answer(response, 200, { notes: all, total: all.length });
        case 'POST ': {
          if (defect === 'create-fails') return answer(response, 500, { error: 'Oops' });
          const note = { id: ++lastId, title, pinned: false };
          const stored = defect === 'create-stores-something-else' ? { ...note, title: '' } : note;
          if (defect !== 'create-is-not-stored') notes.set(note.id, { ...stored });
          return answer(response, 201, note);
        }
        case 'GET stats':
          if (defect === 'stats-answer-a-page') return answer(response, 200, '<!doctype html>');
          if (defect === 'stats-crash-the-connection') return request.socket.destroy();
          return answer(response, 200, { total: notes.size });
      }
      const shown = route === 'GET :id' && defect === 'read-tells-what-is-not-there' ? example : undefined;
      const note = notes.get(Number(name)) ?? shown;
      if (!note) return answer(response, 404, { error: 'There is no such note.' });
      switch (route) {
        case 'GET :id':
          if (defect === 'read-is-missing') return answer(response, 404, { error: 'Not found' });
          if (defect === 'read-tells-another-note') {
            return answer(response, 200, { ...note, title: 'Another' });
          }
          return answer(response, 200, note);
        case 'PUT :id':
          if (defect !== 'update-is-not-stored') note.title = title;
          return answer(response, 200, { ...note, title });
        case 'PATCH :id/pin':
          if (defect !== 'pin-changes-nothing') note.pinned = !note.pinned;
          return answer(response, 200, note);
        case 'DELETE :id':
          if (defect !== 'delete-deletes-nothing') notes.delete(note.id);
          return answer(response, 204, '');
        default:
          return answer(response, 404, { error: 'Not found' });
      }
    });
  };
}

/** What is wrong with what was sent; null: nothing. */
function problemOf(route: string, body: Record<string, unknown> | null): string | null {
  if (body === null) return 'That is not a JSON object.';
  if (route !== 'POST ' && route !== 'PUT :id') return null;
  const { title } = body;
  if (typeof title !== 'string' || title === '') return 'A title is needed.';
  return title.length > 100 ? 'The title is too long.' : null;
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', typeof body === 'string' ? 'text/html' : 'application/json');
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** @returns null when it is not a JSON object */
async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
