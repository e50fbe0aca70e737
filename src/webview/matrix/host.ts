import type { FromPanel, ToPanel } from '../../views/matrix/protocol.ts';

interface SavedState {
  pipelineId: number;
  /** The cell that was chosen last. */
  jobId: number | null;
}

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): SavedState | undefined;
  setState(state: SavedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The extension, as this page sees it. */
export const host = acquireVsCodeApi();

export function onMessage(listener: (message: ToPanel) => void): void {
  window.addEventListener('message', (event: MessageEvent<ToPanel>) => listener(event.data));
}
