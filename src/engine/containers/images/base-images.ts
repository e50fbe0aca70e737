import type Dockerode from 'dockerode';
import { readCaCertificates } from './ca-certificates.ts';
import type { BuildOptions, ImageBuilder, ImageRecipe } from './image-builder.ts';
import { contentTag } from './image-tag.ts';
import { pullMissing } from './pull-image.ts';

export interface BaseImagesDeps {
  client: Dockerode;
  builder: ImageBuilder;
  /** The setting `containers.baseImages`: an image → the one to take in its place, as a company's mirror. */
  others: Readonly<Record<string, string>>;
  /** The setting `containers.caCertificates`: a file; empty: none. */
  caCertificates: string;
}

/** What images are built on, as the settings have it. Every image of ours begins with one of these. */
export class BaseImages {
  readonly #deps: BaseImagesDeps;

  constructor(deps: BaseImagesDeps) {
    this.#deps = deps;
  }

  /**
   * @param image as a Dockerfile's author calls it
   * @returns what to build on in its place: where certificates are to be trusted, an image with them on top of it
   * @throws AssayError as `ImageBuilder.ensure`; `misconfigured` also for the file of certificates
   */
  async resolve(
    image: string,
    labels: Readonly<Record<string, string>>,
    options: BuildOptions,
  ): Promise<string> {
    const { client, builder, others, caCertificates } = this.#deps;
    const base = others[image] ?? image;
    if (caCertificates === '') return base;
    const certificates = await readCaCertificates(caCertificates);
    await pullMissing(client, base, `the images on ${image}`, options);
    const { Config } = await client.getImage(base).inspect();
    const recipe = trustingRecipe(base, Config.User, certificates, labels);
    await builder.ensure(recipe, options);
    return recipe.tag;
  }
}

/** Where Debian, and so most images, looks for authorities of one's own whenever the bundle is made anew. */
const folder = '/usr/local/share/ca-certificates/assay';
/** All that the image trusted before, and the certificates. */
const bundle = `${folder}/bundle.pem`;
const systemBundles =
  '/etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem';
/** Of programs that bring authorities of their own, or look elsewhere. */
const variables = [
  ...[
    'SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'PIP_CERT',
    'REQUESTS_CA_BUNDLE',
    'CURL_CA_BUNDLE',
    'GIT_SSL_CAINFO',
  ],
];

/** @param user of the base image; empty: root */
function trustingRecipe(
  base: string,
  user: string,
  certificates: readonly string[],
  labels: Readonly<Record<string, string>>,
): ImageRecipe {
  const dockerfile = `ARG BASE
FROM \${BASE}
USER 0
COPY certificates ${folder}
RUN for file in ${systemBundles}; do \\
    if [ -f "$file" ]; then cat "$file" > ${bundle}; cat ${folder}/*.crt >> "$file"; break; fi; \\
  done; cat ${folder}/*.crt >> ${bundle}; chmod 755 ${folder}; chmod 644 ${folder}/*
ENV ${variables.map((name) => `${name}=${bundle}`).join(' ')}
${user === '' ? '' : `USER ${user}\n`}`;
  return {
    ...{ tag: contentTag('base', [dockerfile, base, ...certificates]), dockerfile },
    ...{ what: `${base} with the certificates to trust`, buildArgs: { BASE: base }, network: false, labels },
    async *files() {
      for (const [index, certificate] of certificates.entries()) {
        yield { path: `certificates/${index + 1}.crt`, content: Buffer.from(certificate) };
      }
    },
  };
}
