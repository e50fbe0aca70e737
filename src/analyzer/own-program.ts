/** The file of this very program: what tools that are part of it depend on. */
export function ownProgram(): string[] {
  const file = process.argv[1];
  return file === undefined ? [] : [file];
}
