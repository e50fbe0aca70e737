import { useEffect, useState } from 'preact/hooks';
import { Details } from './details.tsx';
import { Grid } from './grid.tsx';
import { host } from './host.ts';
import { ToneIcon } from './tone-icon.tsx';
import type { MatrixView } from '../../views/matrix/protocol.ts';

export function App({ view }: { view: MatrixView }) {
  const [chosen, setChosen] = useState<number | null>(() => host.getState()?.jobId ?? null);
  useEffect(() => host.setState({ pipelineId: view.pipelineId, jobId: chosen }), [view.pipelineId, chosen]);

  const choose = (jobId: number) => {
    setChosen(jobId);
    host.postMessage({ type: 'reveal', jobId });
  };
  const cell = view.rows.flatMap((row) => row.cells).find((each) => each?.jobId === chosen);
  return (
    <>
      <header class="head">
        <h1>{view.title}</h1>
        <p class={`state tone-${view.tone}`}>
          <ToneIcon tone={view.tone} />
          {view.word}
          <span class="muted"> · {view.progress.text}</span>
          {view.note !== null && <span class="muted"> · {view.note}</span>}
        </p>
        {view.tone === 'running' && <progress value={view.progress.share} aria-label={view.progress.text} />}
      </header>
      <Grid view={view} chosen={chosen} onChoose={choose} />
      {view.hiddenRows > 0 && (
        <button class="more" onClick={() => host.postMessage({ type: 'moreRows' })}>
          {view.labels.moreRows} ({view.hiddenRows})
        </button>
      )}
      <Details cell={cell ?? null} labels={view.labels} />
    </>
  );
}
