import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature, block } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';
import { tarOf } from './tar.ts';

function unpacked(make: FlaskMaker, unpack: string, good: string): Placed {
  const path = make.path('/api/theme', '/api/skin', '/api/site-files');
  const folder = make.name('theme_folder', 'site_folder');
  const title = `slipped-${make.number()}`;
  const top = `def ${folder}():
    """The title is ours; what is in \`files\` comes from clients."""
    folder = Path(current_app.config["DATABASE"]).parent / "theme"
    (folder / "files").mkdir(parents=True, exist_ok=True)
    if not (folder / "title.txt").exists():
        (folder / "title.txt").write_text("Our theme", encoding="utf-8")
    return folder`;
  const post = `sent = sent_body()
data = str(sent.get("archive", "")) if isinstance(sent, dict) else ""
target = ${folder}() / "files"
try:
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(data))) as archive:
${block(block(make.flaw(unpack, good)))}
except (ValueError, OSError, tarfile.TarError):
    raise HttpError(400, "The archive cannot be read.") from None
return {"files": sorted(entry.name for entry in target.iterdir())}, 201`;
  const get = `return {"title": (${folder}() / "title.txt").read_text(encoding="utf-8")}`;
  const ask = { method: 'POST' as const, path };
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('themes', 'skins'), top },
      routes: [make.route('post', path, post), make.route('get', path, get)],
    }),
    use: {
      ...{ ...ask, json: { archive: tarOf('style.css', 'p {}').toString('base64') } },
      expect: { status: 201, body: 'style\\.css' },
    },
    trigger: {
      text: `POST ${path} with an archive whose entry is ../title.txt, then GET ${path}: the title is another one`,
      steps: [
        { ...ask, json: { archive: tarOf('../title.txt', title).toString('base64') } },
        { method: 'GET', path, expect: { status: 200, body: title } },
      ],
    },
  };
}

// Written out: not every Python 3.11 has the filters of the standard library.
const safely = `for member in archive.getmembers():
    if not member.isfile() or not (target / member.name).resolve().is_relative_to(target.resolve()):
        raise ValueError(member.name)
archive.extractall(target)`;

/** Newer versions of Python look at the names by themselves unless they are told not to. */
const trusting = 'archive.extraction_filter = lambda member, path: member';

export const archiveTraversal: FlaskKind = {
  ...knownKinds['archive-traversal'],
  forms: [
    {
      id: 'extract-all',
      place: (_, make) =>
        unpacked(
          make,
          make.pick(
            `${trusting}\narchive.extractall(target)`,
            `${trusting}\nfor member in archive.getmembers():\n    archive.extract(member, target)`,
          ),
          safely,
        ),
    },
    {
      id: 'joined-names',
      place: (_, make) => {
        const place = make.pick('target / member.name', 'Path(f"{target}/{member.name}")');
        const write = (file: string) => `for member in archive.getmembers():
    if member.isfile():
        (${file}).write_bytes(archive.extractfile(member).read())`;
        return unpacked(make, write(place), write('target / Path(member.name).name'));
      },
    },
  ],
};
