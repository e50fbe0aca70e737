import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. */
  key: string;
  cert: string;
}

/** For this machine, signed by nobody but itself: trusted by who is given it. */
export async function makeCertificate(): Promise<Certificate> {
  const names = [
    { type: 2 as const, value: 'localhost' },
    { type: 2 as const, value: 'models.test' },
    { type: 7 as const, ip: '127.0.0.1' },
  ];
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: names },
    ],
  });
  return { key: made.private, cert: made.cert };
}
