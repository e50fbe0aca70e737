import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { errorShown, internalsShown } from '../triggers/input.ts';
import { inModule } from './edits.ts';
import { addFeature, block } from './feature.ts';
import type { FlaskForm, FlaskKind, FlaskMaker } from './flask-maker.ts';

const refused: FlaskForm = {
  id: 'refused-request',
  place(_, make) {
    const bad = make.pick(
      'return _answer(error.code, traceback.format_exc())',
      'return _answer(error.code, "\\n".join(traceback.format_exception(error)))',
    );
    const find = / {8}return _answer\(error\.code, "The request cannot be answered\."\)/;
    return {
      edits: [inModule('errors', find, (line) => make.flaw(block(block(bad)), line))],
      trigger: {
        text: 'DELETE / answers the stack, with paths and versions',
        steps: [{ method: 'DELETE', path: '/', expect: { status: 405, body: 'Traceback.*flask' } }],
      },
    };
  },
};

function verbose(make: FlaskMaker, bad: string, shown: string): Placed {
  const path = make.path('/api/validate', '/api/check-json', '/api/lint');
  const good = 'current_app.logger.info("A text is no JSON.", exc_info=error)\nreturn {"valid": False}, 400';
  const body = `sent = sent_body()
try:
    value = json.loads(str(sent.get("text", "")) if isinstance(sent, dict) else "")
except (ValueError, RecursionError) as error:
${block(make.flaw(bad, good))}
return {"valid": True, "type": type(value).__name__}`;
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('validation', 'linting'), routes: [make.route('post', path, body)] },
    }),
    ...errorShown(path, shown),
  };
}

export const verboseErrors: FlaskKind = {
  ...knownKinds['verbose-errors'],
  forms: [
    refused,
    {
      id: 'traceback',
      place: (_, make) =>
        verbose(
          make,
          make.pick(
            'return {"valid": False, "reason": traceback.format_exc(), "error": str(error)}, 400',
            'return {"valid": False, "stack": traceback.format_exception(error)}, 400',
          ),
          'json/decoder\\.py',
        ),
    },
    {
      id: 'frames',
      place: (_, make) =>
        verbose(
          make,
          `frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
return {"valid": False, "frames": frames}, 400`,
          'json/decoder\\.py:\\d+',
        ),
    },
  ],
};

function exposed(make: FlaskMaker, bad: string, good: string, shown: string): Placed {
  const path = make.path('/api/about', '/api/build', '/status/runtime');
  const body = `return {\n    "uptime": time.monotonic(),\n${block(make.flaw(bad, good))}\n}`;
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('about', 'runtime_info'), routes: [make.route('get', path, body)] },
    }),
    ...internalsShown(path, shown),
  };
}

export const exposedInternals: FlaskKind = {
  ...knownKinds['exposed-internals'],
  forms: [
    {
      id: 'environment',
      place: (_, make) =>
        exposed(
          make,
          make.pick('"env": dict(os.environ),', '"environment": {**os.environ},'),
          '"mode": "live" if os.environ.get("FLASK_ENV") == "production" else "test",',
          'DATA_DIR|PATH',
        ),
    },
    {
      id: 'process',
      place: (_, make) =>
        exposed(
          make,
          make.pick(
            '"folder": os.getcwd(),\n"python": sys.version,\n"path": sys.path,',
            '"arguments": sys.argv,\n"python": platform.python_version(),\n"folder": current_app.root_path,',
          ),
          '"ok": True,',
          '"python":"3\\.',
        ),
    },
  ],
};

const appLine = / {4}app\.register_blueprint\(api\)/;

const consoleForm = (id: string, bads: [string, ...string[]], path: string): FlaskForm => ({
  id,
  place(_, make) {
    const bad = `    app.wsgi_app = DebuggedApplication(app.wsgi_app, ${make.pick(...bads)})`;
    const good = `    if os.environ.get("APP_DEBUG") == "yes":\n    ${bad}`;
    return {
      edits: [inModule('__init__', appLine, (line) => `${line}\n${make.flaw(bad, good)}`)],
      trigger: {
        text: `GET ${path} answers a console that runs Python in the app`,
        steps: [{ method: 'GET', path, expect: { status: 200, body: 'Interactive Console' } }],
      },
    };
  },
});

const debugSwitch: FlaskForm = {
  id: 'switch',
  place(_, make) {
    const parameter = make.pick('debug', '_debug', 'trace');
    const hook = make.name('show_settings', 'before_each', 'inspect_request');
    const check = make.pick(`request.args.get("${parameter}") == "1"`, `"${parameter}" in request.args`);
    const code = (condition: string) => `if ${condition}:
    return {name: str(value) for name, value in app.config.items()}`;
    const body = make.flaw(code(check), code(`os.environ.get("APP_DEBUG") == "yes" and ${check}`));
    const added = `    @app.before_request\n    def ${hook}():\n${block(block(`${body}\nreturn None`))}`;
    return {
      edits: [inModule('__init__', appLine, (line) => `${line}\n\n${added}`)],
      trigger: {
        text: `GET /?${parameter}=1 answers the settings of the app`,
        steps: [
          {
            ...{ method: 'GET', path: '/', query: { [parameter]: '1' } },
            expect: { status: 200, body: '"DATABASE":".*app\\.db"' },
          },
        ],
      },
    };
  },
};

export const activeDebugCode: FlaskKind = {
  ...knownKinds['active-debug-code'],
  forms: [
    consoleForm('console', ['evalex=True', 'True'], '/console'),
    consoleForm(
      'console-without-pin',
      ['evalex=True, pin_security=False', 'evalex=True, console_path="/console", pin_security=False'],
      '/console',
    ),
    debugSwitch,
  ],
};
