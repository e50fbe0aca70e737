import { Refusal, base64, text } from './checks.ts';
import type { Rules } from './checks.ts';
import type { Answers } from './routes.ts';
import { Table, input, listed, made, told } from './tables.ts';
import type { Row } from './tables.ts';

const rules: Rules = {
  required: {
    name: text(120),
    content: base64,
    bytes: (value) => (typeof value === 'number' ? null : 'is a number'),
  },
};

/** Files, sent and answered in base64. */
export function fileAnswers(): Answers {
  const files = new Table();
  return {
    'GET /api/files': (asked) => ({ status: 200, body: listed(asked, files.all) }),
    'POST /api/files': (asked) => {
      const sent = input(asked, rules);
      const bytes = Buffer.from(String(sent['content']), 'base64');
      if (bytes.length !== sent['bytes'] && !asked.is('accepts anything'))
        throw new Refusal(400, 'Not so many bytes.');
      return made(
        asked,
        files,
        asked.is('takes bytes for text') ? { ...sent, content: asText(bytes) } : sent,
      );
    },
    'GET /api/files/:id': (asked) => {
      const find = (): Row => {
        const file = files.find(asked.ids[0]!);
        const content = asText(Buffer.from(String(file['content']), 'base64'));
        return asked.is('takes bytes for text') ? { ...file, content } : file;
      };
      return told(asked, find, () => files.all[0]);
    },
  };
}

/** As it comes out when bytes go through a text. */
function asText(bytes: Buffer): string {
  return Buffer.from(bytes.toString('utf8')).toString('base64');
}
