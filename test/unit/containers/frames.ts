/** As an engine sends what a container writes: the stream (1 or 2), three zeros, the length, the words. */
export function frame(stream: 1 | 2, said: string | Buffer): Buffer {
  const words = Buffer.from(said);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(words.length, 4);
  return Buffer.concat([header, words]);
}
