import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { answerFromInside } from '../triggers/browser.ts';
import { addFeature, block } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

interface Way {
  /** Lines that set `status` and `text`, of `url`. */
  fetch: string;
  /** What it raises besides OSError and ValueError. */
  raises?: string;
}

function fetching(make: FlaskMaker, { fetch, raises = '' }: Way): Placed {
  const source = make.source('url', '/api/preview-link', '/api/unfurl', '/api/check-link');
  const hosts = make.name('KNOWN_HOSTS', 'ALLOWED_HOSTS');
  const good = `if urlsplit(url).scheme != "https" or urlsplit(url).hostname not in ${hosts}:
    raise HttpError(400, "This address is not asked.")
${fetch}`;
  const body = `url = ${source.read}
try:
${block(make.flaw(fetch, good))}
except (OSError, ValueError${raises}):
    raise HttpError(502, "The address does not answer.") from None
return {"status": status, "text": text[:500]}`;
  return {
    edits: addFeature(make, {
      name: make.pick('unfurl', 'link_check'),
      ...(make.careful ? { top: `${hosts} = ("example.org", "www.example.org")` } : {}),
      routes: [make.route(source.method, source.path, body)],
    }),
    ...answerFromInside(source),
  };
}

export const requestForgery: FlaskKind = {
  ...knownKinds['server-side-request-forgery'],
  forms: [
    {
      id: 'urlopen',
      place: (_, make) => {
        const asked = make.pick('url', 'urllib.request.Request(url, headers={"User-Agent": "preview"})');
        return fetching(make, {
          fetch: `with urllib.request.urlopen(${asked}, timeout=5) as answer:
    status, text = answer.status, answer.read(10_000).decode("utf-8", "replace")`,
        });
      },
    },
    {
      id: 'http-client',
      place: (_, make) => {
        const path = make.pick('parts.path or "/"', 'f"/{parts.path.lstrip(chr(47))}"');
        return fetching(make, {
          fetch: `parts = urlsplit(url)
connection = http.client.HTTPConnection(parts.netloc or "-", timeout=5)
connection.request("GET", ${path})
answer = connection.getresponse()
status, text = answer.status, answer.read(10_000).decode("utf-8", "replace")`,
          raises: ', http.client.HTTPException',
        });
      },
    },
  ],
};
