import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { calculatedCode } from '../triggers/evaluation.ts';
import { addFeature } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

const product = '[a * b for a, b in [(7, 191)]][0]';

function calculated(make: FlaskMaker, bad: string): Placed {
  const source = make.source('expression', '/api/calculate', '/api/sum', '/api/calculator');
  const { method, path, read } = source;
  const good = `parts = re.fullmatch(r"([0-9]{1,9}) ?([+*]) ?([0-9]{1,9})", expression)
if parts is None:
    raise HttpError(400, "Send two numbers with + or * between them.")
a, b = int(parts[1]), int(parts[3])
result = a + b if parts[2] == "+" else a * b`;
  const body = `expression = ${read}
${make.flaw(bad, good)}
return {"result": result}`;
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('calculator', 'arithmetic'), routes: [make.route(method, path, body)] },
    }),
    ...calculatedCode(source, product),
  };
}

export const codeInjection: FlaskKind = {
  ...knownKinds['code-injection'],
  forms: [
    {
      id: 'eval',
      place: (_, make) =>
        calculated(make, make.pick('result = eval(expression)', 'result = eval(expression, {}, {})')),
    },
    {
      id: 'exec',
      place: (_, make) =>
        calculated(
          make,
          make.pick(
            'known = {}\nexec(f"value = {expression}", known)\nresult = known["value"]',
            'known = {}\nexec("value = " + expression, {}, known)\nresult = known["value"]',
          ),
        ),
    },
    {
      id: 'compiled',
      place: (_, make) => calculated(make, 'result = eval(compile(expression, "<expression>", "eval"))'),
    },
  ],
};
