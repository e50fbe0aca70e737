/** Names the file that `code.ts` writes all lines of VS Code to; its terminal shows those of the tests only. */
export const vscodeLogVariable = 'ASSAY_VSCODE_LOG';

/** Printed before the first test: what VS Code printed until then is of no interest in the terminal. */
export const testsBegin = 'Tests in the extension host:';
