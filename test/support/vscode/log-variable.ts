/** Names the file that `code.ts` writes all lines of VS Code to; its terminal shows those of the tests only. */
export const vscodeLogVariable = 'ASSAY_VSCODE_LOG';
