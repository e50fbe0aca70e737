import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Authority {
  /** Its certificate as a file. */
  file: string;
  cert: string;
  key: string;
}

/** Makes an authority that nobody knows, and that vouches for one address itself. */
export function makeAuthority(folder: string, address: string): Authority {
  const file = path.join(folder, 'authority.pem');
  const keyFile = path.join(folder, 'authority.key');
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=Test Authority', '-addext', `subjectAltName=IP:${address}`],
      ...['-keyout', keyFile, '-out', file],
    ],
    { stdio: 'ignore' },
  );
  return { file, cert: readFileSync(file, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}
