export interface WorkbenchRequest {
  /** Absolute folder to open, or null for an empty window. */
  workspace: string | null;
  /** Absolute folder of the extension under test. */
  extension: string;
  /** Absolute path of a module that exports `run()`, or null: the editor as a person sees it. */
  extensionTests: string | null;
}

/** Address of the workbench that a server shows, as its smoke test driver takes it. */
export function workbenchUrl(authority: string, request: WorkbenchRequest): string {
  const remote = (file: string) => `vscode-remote://${authority}${encodeURI(file)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(request.extension)],
    ...(request.extensionTests ? [['extensionTestsPath', remote(request.extensionTests)]] : []),
    ['skipWelcome', 'true'],
  ];
  const url = new URL(`http://${authority}/`);
  if (request.workspace) url.searchParams.set('folder', request.workspace);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}
