import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { fileOutside, uploadedPage } from '../triggers/files.ts';
import { addFeature } from './feature.ts';
import type { FlaskForm, FlaskKind, FlaskMaker } from './flask-maker.ts';

const dataFolder = 'Path(current_app.config["DATABASE"]).parent';

function traversed(make: FlaskMaker, bad: string, steps: string): Placed {
  const source = make.source('name', '/files', '/api/download', '/downloads');
  const { method, path, read } = source;
  const folder = make.name('shared_folder', 'public_folder', 'files_folder');
  const top = `def ${folder}():
    """What everybody may read; it is made when it is first asked for."""
    folder = ${dataFolder} / "shared"
    folder.mkdir(exist_ok=True)
    (folder / "welcome.txt").write_text("Welcome to the shared files.", encoding="utf-8")
    return folder`;
  const good = 'path = folder / Path(name).name';
  const body = `name = ${read}
folder = ${folder}()
${make.flaw(`path = ${bad}`, good)}
if not Path(path).is_file():
    raise HttpError(404, "There is no such file.")
${steps}`;
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('downloads', 'sharing', 'shared_files'), top },
      routes: [make.route(method, path, body)],
    }),
    ...fileOutside(
      source,
      { name: 'welcome.txt', content: '^Welcome to' },
      { name: '../app.db', content: '^SQLite format 3' },
      'the whole database',
    ),
  };
}

export const pathTraversal: FlaskKind = {
  ...knownKinds['path-traversal'],
  forms: [
    {
      id: 'open',
      place: (_, make) =>
        traversed(
          make,
          make.pick('os.path.join(folder, name)', 'f"{folder}/{name}"'),
          'with open(path, "rb") as file:\n    return Response(file.read(), mimetype="application/octet-stream")',
        ),
    },
    {
      id: 'read-bytes',
      place: (_, make) =>
        traversed(
          make,
          make.pick('folder / name', 'folder.joinpath(name)'),
          'return Response(Path(path).read_bytes(), mimetype="application/octet-stream")',
        ),
    },
    {
      id: 'send-file',
      place: (_, make) =>
        traversed(make, make.pick('folder / name', 'os.path.join(folder, name)'), 'return send_file(path)'),
    },
  ],
};

function uploaded(make: FlaskMaker, accepted: string, type: string, flawed: 'accepted' | 'type'): Placed {
  const uploads = make.name('uploads', 'attachments', 'images');
  const path = make.path(`/api/${uploads}`, `/${uploads}`);
  const line = (bad: string, good: string, isFlawed: boolean) => (isFlawed ? make.flaw(bad, good) : bad);
  const good = 'accepted = isinstance(name, str) and re.fullmatch(r"[\\w-]{1,60}\\.(txt|md)", name)';
  const post = `sent = sent_body()
sent = sent if isinstance(sent, dict) else {}
name, kind, content = sent.get("name"), sent.get("type", "text/plain"), sent.get("content")
${line(`accepted = ${accepted}`, good, flawed === 'accepted')}
if not accepted or not isinstance(kind, str) or not isinstance(content, str) or len(${uploads}) >= 50:
    raise HttpError(400, "This file is not accepted.")
${uploads}[name] = (kind, content)
return {"name": name}, 201`;
  const plain = 'return Response(content, mimetype="text/plain")';
  const get = `kind, content = found(${uploads}.get(name))
${line(`return Response(content, mimetype=${type})`, plain, flawed === 'type')}`;
  return {
    edits: addFeature(make, {
      ...{ name: `${uploads}_store`, top: `${uploads} = {}` },
      routes: [make.route('post', path, post), make.route('get', `${path}/:name`, get)],
    }),
    ...uploadedPage(path),
  };
}

const anyExtension: FlaskForm = {
  id: 'any-extension',
  place: (_, make) =>
    uploaded(
      make,
      make.pick('isinstance(name, str) and name != ""', 'isinstance(name, str) and "." in name'),
      'mimetypes.guess_type(name)[0]',
      'accepted',
    ),
};

const anyType: FlaskForm = {
  id: 'any-type',
  place: (_, make) =>
    uploaded(
      make,
      'isinstance(name, str) and re.fullmatch(r"[\\w.-]{1,60}", name)',
      make.pick('kind', 'kind or "text/plain"'),
      'type',
    ),
};

export const unrestrictedUpload: FlaskKind = {
  ...knownKinds['unrestricted-upload'],
  forms: [anyExtension, anyType],
};

function temporary(make: FlaskMaker, bad: string): Placed {
  const path = make.path('/api/print-job', '/api/draft', '/api/scratch');
  const good = 'handle, path = tempfile.mkstemp(suffix=".txt")\nos.close(handle)';
  const body = `sent = sent_body()
text = sent.get("text") if isinstance(sent, dict) else None
if not isinstance(text, str) or len(text) > 500 or not text.isprintable():
    raise HttpError(400, "Send a text of at most 500 characters.")
${make.flaw(bad, good)}
Path(path).write_text(text, encoding="utf-8")
return {"file": os.path.basename(path), "size": os.path.getsize(path)}, 201`;
  const ask = { method: 'POST' as const, path };
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('print_jobs', 'drafts'), routes: [make.route('post', path, body)] },
    }),
    use: { ...ask, json: { text: 'one' }, expect: { status: 201, body: '"size":3' } },
    trigger: {
      text: `POST ${path} twice: both texts are written to the same file, whose name anybody knows`,
      steps: [
        { ...ask, json: { text: 'first' }, keep: { file: '"file":"([^"]+)"' } },
        { ...ask, json: { text: 'second' }, expect: { status: 201, body: '"file":"{{file}}"' } },
      ],
    },
  };
}

export const insecureTemporaryFile: FlaskKind = {
  ...knownKinds['insecure-temporary-file'],
  forms: [
    {
      id: 'fixed-name',
      place: (_, make) => {
        const name = make.pick('print-job.txt', 'draft.txt', 'scratch.txt');
        return temporary(
          make,
          make.pick(`path = "/tmp/${name}"`, `path = os.path.join(tempfile.gettempdir(), "${name}")`),
        );
      },
    },
    {
      id: 'process-id',
      place: (_, make) =>
        temporary(
          make,
          make.pick(
            'path = f"{tempfile.gettempdir()}/job-{os.getpid()}.txt"',
            'path = os.path.join("/tmp", "job-%d.txt" % os.getpid())',
          ),
        ),
    },
  ],
};
