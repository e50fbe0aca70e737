import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { revivedCode } from '../triggers/evaluation.ts';
import { addFeature, block } from './feature.ts';
import type { FlaskForm, FlaskKind, FlaskMaker } from './flask-maker.ts';

interface Revived {
  bad: string;
  good: string;
  proper: string;
  attack: string;
}

function revived(make: FlaskMaker, { bad, good, proper, attack }: Revived): Placed {
  const path = make.path('/api/restore', '/api/load-view', '/api/import-view');
  const restore = make.name('restored', 'view_of', 'loaded_view');
  const body = `sent = sent_body()
text = sent.get("view") if isinstance(sent, dict) else None
try:
    view = ${restore}(str(text))
except (ValueError, TypeError, AttributeError, LookupError, EOFError${bad.includes('pickle') ? ', pickle.UnpicklingError' : ''}):
    raise HttpError(400, "The view cannot be read.") from None
return {"view": view}`;
  return {
    edits: addFeature(make, {
      name: make.pick('restore', 'saved_views'),
      top: `def ${restore}(text):\n${block(make.flaw(bad, good))}`,
      routes: [make.route('post', path, body)],
    }),
    ...revivedCode(path, proper, attack),
  };
}

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
/** A pickle that calls `eval` when it is loaded. */
const evaluating = base64("cbuiltins\neval\n(S'7 * 191'\ntR.");
/** `{"sort": "title"}` */
const plainPickle = base64("(dS'sort'\nS'title'\ns.");

function pickled(id: string, bads: [string, ...string[]]): FlaskForm {
  return {
    id,
    place: (_, make) =>
      revived(make, {
        ...{ bad: make.pick(...bads), proper: plainPickle, attack: evaluating },
        // Reads texts and dictionaries; whatever is a class or a function is refused.
        good: plainValues,
      }),
  };
}

const plainValues = `class PlainValues(pickle.Unpickler):
    def find_class(self, module, name):
        raise ValueError(f"{module}.{name} is not a plain value.")

return PlainValues(io.BytesIO(base64.b64decode(text))).load()`;

const hooked: FlaskForm = {
  id: 'types',
  place(_, make) {
    const [type, args] = make.pick<[string, string]>(['$type', '$args'], ['__class__', '__args__']);
    const create = make.pick(
      `getattr(importlib.import_module(module), name)(*value["${args}"])`,
      `vars(importlib.import_module(module))[name](*value["${args}"])`,
    );
    return revived(make, {
      bad: `def build(value):
    if "${type}" not in value:
        return value
    module, name = value["${type}"].split(":")
    return ${create}

return json.loads(text, object_hook=build)`,
      good: 'return json.loads(text)',
      proper: '{"sort":"title"}',
      attack: JSON.stringify({ [type]: 'builtins:eval', [args]: ['7 * 191'] }),
    });
  },
};

export const unsafeDeserialization: FlaskKind = {
  ...knownKinds['unsafe-deserialization'],
  forms: [
    pickled('pickle', [
      'return pickle.loads(base64.b64decode(text))',
      'data = base64.b64decode(text)\nreturn pickle.loads(data)',
    ]),
    pickled('unpickler', [
      'return pickle.Unpickler(io.BytesIO(base64.b64decode(text))).load()',
      'return pickle.load(io.BytesIO(base64.b64decode(text)))',
    ]),
    hooked,
  ],
};
