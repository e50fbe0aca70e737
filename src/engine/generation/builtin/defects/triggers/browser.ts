import type { TriggerStep } from '../../../ground-truth.ts';
import type { Shown } from '../defect-kind.ts';
import { literal } from '../maker.ts';
import type { Source } from '../maker.ts';

/** Text that does something where it is taken for markup. */
export const markup = '<img src=x onerror=alert(1)>';
const isMarkup = { status: 200, body: literal(markup), headers: { 'content-type': 'text/html' } };

export function reflectedMarkup({ path, send }: Source): Shown {
  return {
    use: { ...send('plain'), expect: { status: 200, body: '<p>plain</p>' } },
    trigger: {
      text: `${path} with the text ${markup} answers it as markup`,
      steps: [{ ...send(markup), expect: isMarkup }],
    },
  };
}

export function storedMarkup(path: string): Shown {
  const post: TriggerStep = { method: 'POST', path, json: { text: markup } };
  return {
    use: { method: 'GET', path, expect: { status: 200, body: '<h1>Messages</h1>' } },
    trigger: {
      text: `POST ${path} with ${markup}, then GET ${path} answers it as markup`,
      steps: [post, { method: 'GET', path, expect: isMarkup }],
    },
  };
}

/** @param proper an address of the app itself */
export function foreignRedirect(path: string, parameter: string, proper: string, target: string): Shown {
  const ask = (value: string) => ({ method: 'GET' as const, path, query: { [parameter]: value } });
  return {
    use: { ...ask(proper), expect: { status: 302, headers: { location: proper } } },
    trigger: {
      text: `GET ${path}?${parameter}=${target} leads to another site`,
      steps: [
        {
          ...ask(target),
          expect: { status: 302, headers: { location: '^(https?:)?//[^/]*attacker\\.example' } },
        },
      ],
    },
  };
}

export function cookieWithout(lacks: 'HttpOnly' | 'Secure', path: string, cookie: string): Shown {
  const step: TriggerStep = { method: 'POST', path, json: { name: 'Ada' } };
  return {
    use: { ...step, expect: { status: 201, headers: { 'set-cookie': cookie } } },
    trigger: {
      text: `POST ${path}: the cookie has no ${lacks}`,
      steps: [
        { ...step, expect: { status: 201, headers: { 'set-cookie': `^(?!.*; ?${lacks}).*${cookie}=` } } },
      ],
    },
  };
}

/** A setting of whom a cookie names is changed by a request that another site started. */
export function changedFromElsewhere(method: 'get' | 'post', path: string, cookie: string): Shown {
  const headers = { cookie: `${cookie}={{id}}`, origin: 'https://attacker.example' };
  const change: TriggerStep =
    method === 'get'
      ? { method: 'GET', path, query: { choice: 'attacker' }, headers }
      : {
          ...{ method: 'POST', path, text: 'choice=attacker' },
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        };
  return {
    use: { method: 'POST', path: `${path}/start`, expect: { status: 201 } },
    trigger: {
      text: `Another site changes the choice of somebody who has a cookie: ${change.method} ${path} with a foreign Origin`,
      steps: [
        { method: 'POST', path: `${path}/start`, keep: { id: `${cookie}=(\\w+)` } },
        { ...change, expect: { status: 200, body: 'attacker' } },
      ],
    },
  };
}

/**
 * @param path answered in any way
 * @param origin who may read; `*` for everybody
 */
export function readFromElsewhere(path: string, origin: string, credentials: boolean): Shown {
  const headers = {
    'access-control-allow-origin': origin === '*' ? '^\\*$' : `^${origin.replaceAll('.', '\\.')}$`,
    ...(credentials ? { 'access-control-allow-credentials': 'true' } : {}),
  };
  const asked = origin === '*' ? 'https://attacker.example' : origin;
  const step: TriggerStep = { method: 'GET', path, headers: { origin: asked } };
  return {
    trigger: {
      text: `Any request with the header Origin: ${asked}`,
      steps: [{ ...step, expect: { headers } }],
    },
  };
}

/** The answer of an address that the app can reach, and the client may not. */
export function answerFromInside({ path, send }: Source): Shown {
  return {
    use: { ...send('not an address'), expect: { body: 'error' } },
    trigger: {
      text: `${path} with an address inside, as of the app itself: its answer is shown`,
      steps: [{ ...send('{{self}}/health'), expect: { status: 200, body: 'status.*ok' } }],
    },
  };
}
