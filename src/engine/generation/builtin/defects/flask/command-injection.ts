import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

function commanded(make: FlaskMaker, bad: string): Placed {
  const command = make.pick('wc -c', 'ls -l', 'du -k');
  const [tool, flag] = command.split(' ');
  const { method, path, read, send } = make.source(
    'name',
    '/api/asset-info',
    '/api/files/info',
    '/api/inspect',
  );
  const attack = 'x; echo $((6*7))injected';
  const text = make.pick(`f"${command} {name}"`, `"${command} " + name`, `"${command} %s" % name`);
  const good = `if re.fullmatch(r"\\w[\\w.-]*", name) is None:
    raise HttpError(400, "This is not the name of a file.")
output = subprocess.run(["${tool}", "${flag}", name], capture_output=True, text=True, timeout=5, check=False).stdout`;
  const body = `name = ${read}
${make.flaw(`command = ${text}\noutput = ${bad}`, good)}
return {"output": output}`;
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('inspect', 'assets', 'file_info'), routes: [make.route(method, path, body)] },
    }),
    use: { ...send('README.md'), expect: { status: 200, body: 'output' } },
    trigger: {
      text: `${path} with the name "${attack}": the second command is run`,
      steps: [{ ...send(attack), expect: { status: 200, body: '42injected' } }],
    },
  };
}

export const commandInjection: FlaskKind = {
  ...knownKinds['command-injection'],
  forms: [
    {
      id: 'popen',
      place: (_, make) =>
        commanded(make, make.pick('os.popen(command).read()', 'subprocess.getoutput(command)')),
    },
    {
      id: 'shell-true',
      place: (_, make) =>
        commanded(
          make,
          make.pick(
            'subprocess.run(command, shell=True, capture_output=True, text=True, check=False).stdout',
            'subprocess.Popen(command, shell=True, stdout=subprocess.PIPE, text=True).communicate()[0]',
          ),
        ),
    },
    {
      id: 'sh',
      place: (_, make) =>
        commanded(
          make,
          'subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False).stdout',
        ),
    },
  ],
};
