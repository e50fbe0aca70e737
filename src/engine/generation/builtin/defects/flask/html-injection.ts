import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { reflectedMarkup, storedMarkup } from '../triggers/browser.ts';
import { addFeature } from './feature.ts';
import type { FlaskForm, FlaskKind, FlaskMaker } from './flask-maker.ts';

const shell = (title: string, shown: string) =>
  `f"<!doctype html><title>${title}</title><h1>${title}</h1><p>{${shown}}</p>"`;

function previewed(make: FlaskMaker, bads: [string, ...string[]], good: string): Placed {
  const source = make.source('text', '/preview', '/print', '/card');
  const body = `text = ${source.read}\n${make.flaw(`return ${make.pick(...bads)}`, `return ${good}`)}`;
  return {
    edits: addFeature(make, {
      name: make.pick('preview', 'card', 'printing'),
      routes: [make.route(source.method, source.path, body)],
    }),
    ...reflectedMarkup(source),
  };
}

const reflected: FlaskForm = {
  id: 'reflected',
  place: (_, make) =>
    previewed(
      make,
      [
        shell('Preview', 'text'),
        '"<!doctype html><title>Preview</title><h1>Preview</h1><p>" + text + "</p>"',
      ],
      shell('Preview', 'escape(text)'),
    ),
};

const marked: FlaskForm = {
  id: 'marked-safe',
  place(_, make) {
    const page = '<!doctype html><title>Preview</title><h1>Preview</h1><p>{{ text }}</p>';
    return previewed(
      make,
      [
        `render_template_string("${page}", text=Markup(text))`,
        `render_template_string("${page.replace('text }}', 'text | safe }}')}", text=text)`,
        `render_template_string("{% autoescape false %}${page}{% endautoescape %}", text=text)`,
      ],
      `render_template_string("${page}", text=text)`,
    );
  },
};

const stored: FlaskForm = {
  id: 'stored',
  place(_, make) {
    const name = make.name('guestbook', 'greetings', 'feedback');
    const path = make.path(`/${name}`, `/public/${name}`);
    const post = make.route(
      'post',
      path,
      `sent = sent_body()
text = sent.get("text") if isinstance(sent, dict) else None
if not isinstance(text, str) or len(text) > 500:
    raise HttpError(400, "Send a text of at most 500 characters.")
if len(${name}) >= 100:
    ${name}.pop(0)
${name}.append(text)
return {"count": len(${name})}, 201`,
    );
    const lines = make.pick(
      [`items = "\\n".join(${name})`, `items = "\\n".join(escape(text) for text in ${name})`],
      [
        `items = "".join(f"{text}\\n" for text in ${name})`,
        `items = "".join(f"{escape(text)}\\n" for text in ${name})`,
      ],
    );
    const page = `${make.flaw(lines[0]!, lines[1]!)}\nreturn ${shell('Messages', 'items')}`;
    return {
      edits: addFeature(make, {
        ...{ name: `${name}_pages`, top: `${name} = []`, routes: [post, make.route('get', path, page)] },
      }),
      ...storedMarkup(path),
    };
  },
};

export const htmlInjection: FlaskKind = {
  ...knownKinds['cross-site-scripting'],
  forms: [reflected, marked, stored],
};
