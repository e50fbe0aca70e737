import type { Answer, Asked } from './app.ts';
import { Refusal, choice, number, text, url } from './checks.ts';
import type { Json, Rules } from './checks.ts';
import type { Answers } from './routes.ts';
import { changed, input, listed, made, removed, taken, told } from './tables.ts';
import type { Row, Table } from './tables.ts';

const rules: Rules = {
  required: {
    ...{ code: text(20), name: text(60), seats: number(1, 500), page: url, place: text(80) },
    kind: choice('meeting', 'quiet', 'hall'),
  },
};

export function roomAnswers(rooms: Table): Answers {
  const read = (asked: Asked, body: unknown, row: Row | null = null): Json => {
    const values = input({ ...asked, body }, rules, row !== null);
    const others = asked.is('refuses its own') ? rooms.all : rooms.all.filter((other) => other !== row);
    if (asked.is('stores what it refuses') && row) Object.assign(row, values);
    if (taken(others, 'code', values['code']) && !asked.is('accepts duplicates'))
      throw new Refusal(409, 'Taken.');
    return values;
  };
  const find = (asked: Asked) => rooms.find(asked.ids[0]!);
  return {
    'GET /api/rooms': (asked) => ({ status: 200, body: listed(asked, rooms.all) }),
    'GET /api/rooms/search': (asked) => {
      const word = (asked.query.get('q') ?? '').toLowerCase();
      const fits = (row: Row) =>
        asked.is('ignores the search') ||
        [row['name'], asked.is('searches one text') ? '' : row['place']].some((text) =>
          String(text).toLowerCase().includes(word),
        );
      return { status: 200, body: asked.is('finds nothing') ? [] : rooms.all.filter(fits) };
    },
    'GET /api/rooms/summary': (asked) => ({ status: 200, body: summary(asked, rooms.all) }),
    'GET /api/rooms/by-kind': (asked) => ({ status: 200, body: byKind(asked, rooms.all) }),
    'GET /api/rooms/:id': (asked) =>
      told(
        asked,
        () => find(asked),
        () => rooms.all[0],
      ),
    'GET /go/:code': (asked): Answer => {
      const room = rooms.all.find(({ code }) => code === asked.ids[0]);
      if (!room) throw new Refusal(404, 'There is no such room.');
      return { status: 302, location: asked.is('leads elsewhere') ? '/' : String(room['page']) };
    },
    'POST /api/admin/rooms': (asked) => made(asked, rooms, read(asked, asked.body)),
    'POST /api/admin/rooms/import': (asked) => {
      const items = (asked.body as Json | null)?.['items'];
      if (!Array.isArray(items) || Array.isArray(asked.body)) throw new Refusal(400, 'Items are needed.');
      const all = items.map((item: unknown) => read(asked, item));
      if (!asked.is('not stored')) for (const values of all) rooms.add(values);
      return { status: 201, body: { imported: asked.is('miscounts') ? 1 : all.length } };
    },
    'PATCH /api/admin/rooms/:id': (asked) =>
      changed(asked, find(asked), read(asked, asked.body, find(asked))),
    'DELETE /api/admin/rooms/:id': (asked) => removed(asked, rooms, find(asked)),
  };
}

function summary({ is }: Asked, rooms: readonly Row[]): Json {
  const seats = rooms.map((room) => Number(room['seats']));
  const total = seats.reduce((a, b) => a + b, 0);
  const average = seats.length === 0 ? 0 : Math.round((total / seats.length) * 100) / 100;
  return {
    count: is('wrong count') ? Math.min(2, rooms.length) : rooms.length,
    total_seats: is('wrong sum') ? (seats[0] ?? 0) : total,
    average_seats: is('wrong average') ? total / 2 : average,
    highest_seats: is('wrong highest') ? (seats[0] ?? 0) : Math.max(0, ...seats),
    lowest_seats: is('wrong lowest') ? (seats.at(-1) ?? 0) : seats.length === 0 ? 0 : Math.min(...seats),
    quiet: rooms.filter(({ kind }) => (is('counts all') ? true : kind === 'quiet')).length,
  };
}

function byKind({ is }: Asked, rooms: readonly Row[]): Json[] {
  const groups = Map.groupBy(rooms, ({ kind }) => (is('one group') ? rooms[0]!['kind'] : kind));
  const told = [...groups].map(([kind, all]) => ({
    kind,
    count: is('counts all') ? rooms.length : all.length,
  }));
  return is('groups twice') ? [...told, ...told] : told;
}
