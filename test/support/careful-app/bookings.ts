import type { Answer, Asked } from './app.ts';
import { Refusal, date, number, text } from './checks.ts';
import type { Json, Rules } from './checks.ts';
import type { Answers } from './routes.ts';
import { changed, input, listed, made, mine, own, told } from './tables.ts';
import type { Row, Table } from './tables.ts';

const times = { starts_at: date, ends_at: date };
const rules: Rules = { required: { room_id: number(1, 1e12), subject: text(60), ...times } };

export function bookingAnswers(bookings: Table, rooms: Table): Answers {
  const find = (asked: Asked) => own(asked, bookings.find(asked.ids[0]!));
  /** @param own that may lie where it is */
  const mustBeFree = ({ is }: Asked, { room_id, starts_at, ends_at }: Json, own: Row | null) => {
    if (is('accepts overlaps')) return;
    const isTaken = bookings.all.some(
      (row) =>
        (row !== own || is('refuses its own')) &&
        (row['room_id'] === room_id || is('blocks other rooms')) &&
        (row['status'] !== 'cancelled' || is('keeps what is cancelled')) &&
        String(row['starts_at']) < String(ends_at) &&
        String(starts_at) < String(row['ends_at']),
    );
    if (isTaken) throw new Refusal(409, 'The room is taken.');
  };
  const goOn = (asked: Asked, from: string[], status: string): Answer => {
    const booking = find(asked);
    if (!from.includes(booking['status'] as string) && !asked.is('from anywhere'))
      throw new Refusal(409, 'Not now.');
    if (!asked.is('does nothing')) booking['status'] = status;
    return { status: 200, body: booking };
  };
  return {
    'GET /api/bookings': (asked) => {
      const room = asked.is('ignores the filter') ? null : asked.query.get('room_id');
      const rows = mine(asked, bookings).filter((row) => room === null || String(row['room_id']) === room);
      return { status: 200, body: listed(asked, rows) };
    },
    'GET /api/rooms/:id/bookings': (asked) => {
      const room = rooms.find(asked.ids[0]!);
      const rows = mine(asked, bookings).filter(
        (row) => row['room_id'] === room.id || asked.is('ignores the parent'),
      );
      return { status: 200, body: listed(asked, rows) };
    },
    'POST /api/bookings': (asked) => {
      const sent = input(asked, rules);
      if (!rooms.rows.has(Number(sent['room_id'])) && !asked.is('accepts anything'))
        throw new Refusal(400, 'No such room.');
      mustBeFree(asked, sent, null);
      return made(asked, bookings, { status: 'pending', user_id: asked.account?.id ?? 1, ...sent });
    },
    'GET /api/bookings/:id': (asked) =>
      told(
        asked,
        () => find(asked),
        () => bookings.all[0],
      ),
    'PATCH /api/bookings/:id': (asked) => {
      const booking = find(asked);
      const sent = input(asked, { required: times }, true);
      mustBeFree(asked, { ...booking, ...sent }, booking);
      return changed(asked, booking, sent);
    },
    'POST /api/bookings/:id/confirm': (asked) => goOn(asked, ['pending'], 'confirmed'),
    'POST /api/bookings/:id/cancel': (asked) => goOn(asked, ['pending', 'confirmed'], 'cancelled'),
  };
}
