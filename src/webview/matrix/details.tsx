import { host } from './host.ts';
import { ToneIcon } from './tone-icon.tsx';
import type { CellView, MatrixLabels } from '../../views/matrix/protocol.ts';

/** The chosen app and what can be done with it. */
export function Details({ cell, labels }: { cell: CellView | null; labels: MatrixLabels }) {
  if (!cell) return <footer class="details muted">{labels.hint}</footer>;
  const { jobId } = cell;
  return (
    <footer class="details" aria-live="polite">
      <ToneIcon tone={cell.tone} />
      <p>
        <strong>{cell.name}</strong> {cell.template}
        <span class="muted">
          {' · '}
          {cell.word}
          {cell.step !== null && ` · ${cell.step}`}
          {cell.note !== null && ` · ${cell.note}`}
        </span>
      </p>
      <button onClick={() => host.postMessage({ type: 'reveal', jobId })}>{labels.reveal}</button>
      <button disabled={!cell.canRetry} onClick={() => host.postMessage({ type: 'retry', jobId })}>
        {labels.retry}
      </button>
      <button
        class="primary"
        disabled={!cell.hasSource}
        onClick={() => host.postMessage({ type: 'openSource', jobId })}
      >
        {labels.openSource}
      </button>
    </footer>
  );
}
