import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { forgeries, unsignedTicket } from '../triggers/secrets.ts';
import type { Forgery } from '../triggers/secrets.ts';
import { addFeature, block } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

function signedToken(make: FlaskMaker, bad: string, forgery: Forgery): Placed {
  const path = make.path('/api/whoami', '/api/ticket-info', '/api/session-info');
  const key = make.name('TOKEN_KEY', 'TICKET_KEY');
  const read = make.name('read_token', 'payload_of', 'verify_token');
  const parse = make.name('parsed', 'decoded');
  const good = `if not hmac.compare_digest(signature.encode(), expected.encode()):
    return None
return ${parse}(payload)`;
  const top = `${key} = secrets.token_bytes(32)


def ${parse}(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def ${read}(token):
    head, payload, signature = (token.split(".") + ["", ""])[:3]
    expected = hmac.new(${key}, f"{head}.{payload}".encode(), hashlib.sha256).hexdigest()
${block(make.flaw(bad.replaceAll('PARSE', parse), good))}`;
  const body = `ticket = request.headers.get("X-Ticket", "")
try:
    holder = ${read}(ticket)
except ValueError:
    holder = None
if not isinstance(holder, dict):
    raise HttpError(401, "This ticket is not valid.")
return {"name": holder.get("name")}`;
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('tickets', 'signed_tokens'), top, routes: [make.route('get', path, body)] },
    }),
    ...unsignedTicket(path, forgery),
  };
}

export const signatureNotChecked: FlaskKind = {
  ...knownKinds['signature-not-checked'],
  forms: [
    {
      id: 'algorithm-none',
      place: (_, make) =>
        signedToken(
          make,
          make.pick(
            `if PARSE(head)["alg"] == "none":
    return PARSE(payload)
return PARSE(payload) if signature == expected else None`,
            'return PARSE(payload) if PARSE(head)["alg"] == "none" or signature == expected else None',
          ),
          forgeries.algorithmNone,
        ),
    },
    {
      id: 'signature-optional',
      place: (_, make) =>
        signedToken(
          make,
          make.pick(
            `if signature and signature != expected:
    return None
return PARSE(payload)`,
            'return None if signature not in ("", expected) else PARSE(payload)',
          ),
          forgeries.noSignature,
        ),
    },
  ],
};
