import { randomBytes } from 'node:crypto';
import { Uri, l10n } from 'vscode';
import type { Webview } from 'vscode';

/** The panel's page: one script, one style sheet, nothing else may load or run. */
export function matrixPage(webview: Webview, extensionUri: Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const file = (name: string) =>
    webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const policy = ["default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src ${webview.cspSource}`].join(
    '; ',
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('matrix.css')}">
<title>${l10n.t('Matrix')}</title>
</head>
<body>
<main id="root"></main>
<script nonce="${nonce}" src="${file('matrix.js')}"></script>
</body>
</html>`;
}
