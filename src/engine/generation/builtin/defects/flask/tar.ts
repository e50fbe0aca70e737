/** A tar archive (ustar) of one file of at most 512 bytes of ASCII; the same bytes each time. */
export function tarOf(name: string, content: string): Buffer {
  const header = Buffer.alloc(512);
  const write = (text: string, offset: number) => header.write(text, offset, 'latin1');
  write(name, 0);
  write('0000644\0', 100);
  write('0000000\0', 108);
  write('0000000\0', 116);
  write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  write('00000000000\0', 136);
  // The checksum counts as spaces while it is made.
  write('        ', 148);
  write('0', 156);
  write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(512);
  body.write(content, 'latin1');
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
}
