import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { readCaCertificates } from '../../../src/engine/containers/images/ca-certificates.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the file of certificates to trust', () => {
  const folder = temporaryFolder();
  const [one, two] = tls.rootCertificates as [string, string];
  const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256;
  const file = (content: string): string => {
    const name = path.join(folder(), 'authorities.pem');
    writeFileSync(name, content);
    return name;
  };

  it('is read certificate by certificate, and nothing else of it', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
    const read = await readCaCertificates(file(`# ours\r\n${one}\n${key}${two.replaceAll('\n', '\r\n')}`));
    assert.deepEqual(read.map(fingerprint), [one, two].map(fingerprint));
  });

  it('is refused with the reason when it is of no use', async () => {
    const cases: [string, RegExp][] = [
      ['authorities.pem', /is not an absolute path/],
      [path.join(folder(), 'none.pem'), /is not there/],
      [folder(), /cannot be read \(EISDIR\)/],
      [file('nothing'), /holds no certificate in PEM format/],
    ];
    for (const [name, reason] of cases) await assert.rejects(readCaCertificates(name), reason);
    const broken = `${one}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`;
    await assert.rejects(readCaCertificates(file(broken)), /cannot be read: number 2/);
  });
});
