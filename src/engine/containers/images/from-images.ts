/**
 * The images that a Dockerfile builds on, each once: what its `FROM` lines name but for stages of its own, with build
 * arguments put in.
 */
export function fromImages(dockerfile: string, buildArgs: Readonly<Record<string, string>>): string[] {
  const values = new Map<string, string>();
  const stages = new Set(['scratch']);
  const images = new Set<string>();
  let begun = false;
  for (const line of dockerfile.split('\n')) {
    const argument = /^\s*ARG\s+(\w+)(?:=(\S*))?/i.exec(line);
    if (argument && !begun) {
      const [, name, preset = ''] = argument;
      values.set(name!, buildArgs[name!] ?? preset.replace(/^(["'])(.*)\1$/, '$2'));
    }
    const from = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
    if (!from) continue;
    begun = true;
    const image = from[1]!.replace(
      /\$(?:(\w+)|\{(\w+)\})/g,
      (_, bare: string | undefined, braced: string) => values.get(bare ?? braced) ?? '',
    );
    if (!stages.has(image.toLowerCase())) images.add(image);
    if (from[2]) stages.add(from[2].toLowerCase());
  }
  return [...images];
}
