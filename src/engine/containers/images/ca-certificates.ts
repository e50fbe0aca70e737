import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../../domain/errors.ts';

const maxBytes = 1_000_000;
const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates of the file that the setting `containers.caCertificates` names, each as PEM. Whatever else is in the
 * file, as a key, is not read.
 * @throws AssayError `misconfigured`
 */
export async function readCaCertificates(file: string): Promise<string[]> {
  if (!path.isAbsolute(file)) throw unusable(file, 'is not an absolute path');
  let text: string;
  try {
    text = await readFile(file, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unusable(file, code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`);
  }
  if (text.length > maxBytes) throw unusable(file, `is larger than ${maxBytes} bytes`);
  const found = text.match(block) ?? [];
  if (found.length === 0) throw unusable(file, 'holds no certificate in PEM format');
  return found.map((pem, index) => {
    try {
      return new X509Certificate(pem).toString();
    } catch {
      throw unusable(file, `holds a certificate that cannot be read: number ${index + 1}`);
    }
  });
}

function unusable(file: string, why: string): AssayError {
  return new AssayError(
    'misconfigured',
    `The file ${file} of the setting containers.caCertificates ${why}.`,
    {
      hint: 'Name a file with the certificates of the authorities that containers are to trust, in PEM format, by its whole path.',
    },
  );
}
