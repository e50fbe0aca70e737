const headerBytes = 8;
const ofStderr = 2;

/**
 * Tells apart what comes through a connection to a container without a terminal: frames, each with a header of eight bytes
 * that says the stream and the length. In the library's own way each frame in a read is another call on the stack, which a
 * container overflows by writing byte by byte.
 */
export function splitOutput(
  stream: NodeJS.ReadableStream,
  onStdout: (chunk: Buffer) => void,
  onStderr: (chunk: Buffer) => void,
): void {
  let header = Buffer.alloc(0);
  let left = 0;
  stream.on('data', (data: Buffer) => {
    let at = 0;
    while (at < data.length) {
      if (left === 0) {
        const end = at + headerBytes - header.length;
        header = Buffer.concat([header, data.subarray(at, end)]);
        at = Math.min(end, data.length);
        if (header.length < headerBytes) return;
        left = header.readUInt32BE(4);
        if (left === 0) header = Buffer.alloc(0);
        continue;
      }
      const chunk = data.subarray(at, at + left);
      at += chunk.length;
      left -= chunk.length;
      if (header[0] === ofStderr) onStderr(chunk);
      else onStdout(chunk);
      if (left === 0) header = Buffer.alloc(0);
    }
  });
}
