import type { TriggerStep } from '../../../ground-truth.ts';
import type { Shown } from '../defect-kind.ts';
import type { Source } from '../maker.ts';

/** A file that is asked for by its name. */
interface NamedFile {
  name: string;
  /** A pattern for what is in it. */
  content: string;
}

/** @param text what the second one's name does */
export function fileOutside(
  { path, send }: Source,
  inside: NamedFile,
  outside: NamedFile,
  text: string,
): Shown {
  const ask = ({ name, content }: NamedFile) => ({
    ...send(name),
    expect: { status: 200, body: content },
  });
  return {
    use: ask(inside),
    trigger: { text: `${path} with the name ${outside.name} answers ${text}`, steps: [ask(outside)] },
  };
}

export function uploadedPage(path: string): Shown {
  return {
    use: { method: 'POST', path, json: { name: 'a.txt', content: 'x' }, expect: { status: 201 } },
    trigger: {
      text: `POST ${path} with a page as the content: it is served as HTML`,
      steps: [
        { method: 'POST', path, json: { name: 'page.html', type: 'text/html', content: '<h1>Mine</h1>' } },
        {
          ...{ method: 'GET', path: `${path}/page.html` },
          expect: { status: 200, body: '<h1>Mine', headers: { 'content-type': '^text/html' } },
        },
      ],
    },
  };
}

/**
 * XML whose title is an entity that is a file of the server.
 * @param titles what is answered, with its verb
 */
export function entityOfFile(path: string, { name, content }: NamedFile, titles: string): Shown {
  const ask = (text: string, body: string): TriggerStep => ({
    ...{ method: 'POST', path, headers: { 'content-type': 'text/xml' }, text },
    expect: { status: 200, body },
  });
  const attack = `<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY inside SYSTEM "${name}">]><feed><title>&inside;</title></feed>`;
  return {
    use: ask('<feed><title>One</title></feed>', '"One"'),
    trigger: {
      text: `POST ${path} with an external entity that is a file of the server: ${titles} its content`,
      steps: [ask(attack, content)],
    },
  };
}
