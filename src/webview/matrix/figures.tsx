import type { FiguresView, MatrixLabels } from '../../views/matrix/protocol.ts';
import './figures.css';

type Figure = 'endpoints' | 'findings' | 'latency';

interface FiguresProps {
  figures: FiguresView;
  labels: MatrixLabels;
  best?: readonly Figure[];
}

/** Three lines: endpoints that work, findings by severity, response time. */
export function Figures({ figures, labels, best = [] }: FiguresProps) {
  const { endpoints, findings, latency } = figures;
  const mark = (figure: Figure) => best.includes(figure) && <span class="best">{labels.best}</span>;
  return (
    <dl class="figures">
      <dt>{labels.endpoints}</dt>
      <dd>
        {endpoints ? (
          <Bar share={endpoints.share} text={endpoints.text} kind={endpoints.share === 1 ? 'full' : 'part'} />
        ) : (
          <Unmeasured labels={labels} />
        )}
        {mark('endpoints')}
      </dd>
      <dt>{labels.findings}</dt>
      <dd>
        {findings ? <Findings findings={findings} labels={labels} /> : <Unmeasured labels={labels} />}
        {mark('findings')}
      </dd>
      <dt>{labels.latency}</dt>
      <dd>
        {latency ? (
          <Bar share={latency.share} text={latency.text} kind="time" />
        ) : (
          <Unmeasured labels={labels} />
        )}
        {mark('latency')}
      </dd>
    </dl>
  );
}

// An SVG, because the page's policy allows no style attributes.
function Bar({ share, text, kind }: { share: number; text: string; kind: 'full' | 'part' | 'time' }) {
  return (
    <>
      <svg class={`bar bar-${kind}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="6" rx="1.5" />
        <rect class="fill" width={Math.max(share > 0 ? 2 : 0, share * 100)} height="6" rx="1.5" />
      </svg>
      <span class="number">{text}</span>
    </>
  );
}

function Findings({
  findings,
  labels,
}: {
  findings: NonNullable<FiguresView['findings']>;
  labels: MatrixLabels;
}) {
  if (findings.length === 0) return <span class="number">{labels.noFindings}</span>;
  return (
    <span class="chips">
      {findings.map(({ severity, short, text }) => (
        <span key={severity} class={`chip severity-${severity}`} title={text} aria-label={text} role="img">
          {short}
        </span>
      ))}
    </span>
  );
}

function Unmeasured({ labels }: { labels: MatrixLabels }) {
  return <span class="unmeasured">{labels.notMeasured}</span>;
}
