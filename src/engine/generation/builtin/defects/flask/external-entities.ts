import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { entityOfFile } from '../triggers/files.ts';
import { addFeature, block } from './feature.ts';
import type { FlaskForm, FlaskKind, FlaskMaker } from './flask-maker.ts';

/** @param parse lines that feed `text` to a parser whose words come to `titles` */
function importXml(make: FlaskMaker, parse: string, top: string): Placed {
  const path = make.path('/api/import-xml', '/api/feed', '/api/opml');
  const body = `text = request.get_data(as_text=True)
if len(text) > 20_000:
    raise HttpError(413, "This is too long.")
titles = []
try:
${block(parse)}
except (xml.sax.SAXException, xml.parsers.expat.ExpatError, OSError):
    raise HttpError(400, "This is no XML.") from None
return {"titles": titles}`;
  const file = make.pick('file:///etc/passwd', '/etc/passwd');
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('xml_import', 'feeds'), top, routes: [make.route('post', path, body)] },
    }),
    ...entityOfFile(path, { name: file, content: 'root:' }, 'the titles are'),
  };
}

const saxHandler = (name: string) => `class ${name}(xml.sax.ContentHandler):
    """Keeps the words between the tags."""

    def __init__(self, words):
        super().__init__()
        self.words = words

    def characters(self, content):
        self.words.append(content)`;

const sax: FlaskForm = {
  id: 'sax',
  place(_, make) {
    const handler = make.name('TitleReader', 'FeedHandler', 'Words');
    const [on, off] = make.pick<[string, string]>(['True', 'False'], ['1', '0']);
    const feature = (value: string) => `parser.setFeature(xml.sax.handler.feature_external_ges, ${value})`;
    return importXml(
      make,
      `parser = xml.sax.make_parser()
${make.flaw(feature(on), feature(off))}
parser.setContentHandler(${handler}(titles))
parser.parse(io.StringIO(text))`,
      saxHandler(handler),
    );
  },
};

const expat: FlaskForm = {
  id: 'expat',
  place(_, make) {
    const open = make.name('entity_parser', 'expand');
    const content = make.pick(
      'Path(address.removeprefix("file://")).read_bytes()',
      'open(address.removeprefix("file://"), "rb").read()',
    );
    const bad = `inner = parser.ExternalEntityParserCreate(context)
inner.Parse(${content}, True)
return 1`;
    const top = `def ${open}(parser):
    """What is done with an entity that is elsewhere."""
    def entity(context, base, address, public):
${block(block(make.flaw(bad, 'return 1')))}

    return entity`;
    return importXml(
      make,
      `parser = xml.parsers.expat.ParserCreate()
parser.CharacterDataHandler = titles.append
parser.ExternalEntityRefHandler = ${open}(parser)
parser.Parse(text, True)`,
      top,
    );
  },
};

export const externalEntities: FlaskKind = {
  ...knownKinds['xml-external-entities'],
  forms: [sax, expat],
};
