import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { renderedCode } from '../triggers/evaluation.ts';
import type { Templates } from '../triggers/evaluation.ts';
import { addFeature } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

interface Rendered extends Templates {
  bad: string;
  good: string;
}

function greeting(make: FlaskMaker, { bad, good, ...templates }: Rendered): Placed {
  const source = make.source('template', '/api/greeting', '/api/letter', '/api/message');
  const { method, path, read } = source;
  const body = `template = ${read}
${make.flaw(`text = ${bad}`, `text = ${good}`)}
return {"text": text}`;
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('greeting', 'letters'), routes: [make.route(method, path, body)] },
    }),
    ...renderedCode(source, templates),
  };
}

const braces = { proper: 'Hello {{ name }}', attack: '{{ [7, 191] | join("") | int }}' };
const replaced = 're.sub(r"\\{\\{ ?name ?\\}\\}", "you", template)';

export const templateInjection: FlaskKind = {
  ...knownKinds['template-injection'],
  forms: [
    {
      id: 'render-string',
      place: (_, make) =>
        greeting(make, {
          bad: make.pick(
            'render_template_string(template, name="you")',
            'render_template_string(f"{template}", name="you")',
          ),
          ...{
            good: replaced,
            ...braces,
            attack: '{{ request.environ["REQUEST_METHOD"] | length * 0 + 7 * 191 }}',
            shown: '1337',
          },
        }),
    },
    {
      id: 'environment',
      place: (_, make) =>
        greeting(make, {
          bad: make.pick(
            'Template(template).render(name="you")',
            'Environment().from_string(template).render(name="you")',
          ),
          ...{
            good: replaced,
            ...braces,
            attack: '{{ "".__class__.__mro__[1].__name__ * 2 }}',
            shown: 'objectobject',
          },
        }),
    },
    {
      id: 'format',
      place: (_, make) => {
        const user = make.pick('re.match("you", "you")', 're.search("you", "you")');
        return greeting(make, {
          bad: `template.format(name="you", user=${user})`,
          ...{ good: 'template.replace("{name}", "you")', proper: 'Hello {name}' },
          ...{ attack: '{user.__class__.__mro__}', shown: "re\\.Match.*class 'object'" },
        });
      },
    },
  ],
};
