import { useRef, useState } from 'preact/hooks';
import type { TargetedKeyboardEvent } from 'preact';
import { Figures } from './figures.tsx';
import { moved } from './roving.ts';
import type { Place } from './roving.ts';
import { ToneIcon } from './tone-icon.tsx';
import type { CellView, ColumnView, MatrixView, RowView } from '../../views/matrix/protocol.ts';
import './grid.css';

interface GridProps {
  view: MatrixView;
  chosen: number | null;
  onChoose: (jobId: number) => void;
}

/** The models' names, and what all templates together say of them. */
const headRows = 2;

/** One tab stop; arrow keys, Home and End move in it, Enter and Space choose an app. */
export function Grid({ view, chosen, onChoose }: GridProps) {
  const [place, setPlace] = useState<Place>({ row: headRows, column: 1 });
  const table = useRef<HTMLTableElement>(null);
  const { labels } = view;

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTableElement>) => {
    const next = moved(place, event, view.rows.length + headRows, view.columns.length + 2);
    if (!next) {
      const cell = view.rows[place.row - headRows]?.cells[place.column - 1];
      if (!cell || (event.key !== 'Enter' && event.key !== ' ')) return;
      event.preventDefault();
      onChoose(cell.jobId);
      return;
    }
    event.preventDefault();
    setPlace(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.row}/${next.column}"]`)?.focus();
  };
  /** What every cell carries to take part in the grid. */
  const at = (row: number, column: number) => ({
    'data-place': `${row}/${column}`,
    tabIndex: place.row === row && place.column === column ? 0 : -1,
    onFocus: () => setPlace({ row, column }),
  });

  return (
    <div class="scroll">
      <table ref={table} role="grid" aria-label={labels.grid} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <th scope="col" class="corner" {...at(0, 0)}>
              {labels.template}
            </th>
            {view.columns.map((column, index) => (
              <th key={column.model} scope="col" {...at(0, index + 1)}>
                <ColumnHead column={column} />
              </th>
            ))}
            <th scope="col" class="summary" {...at(0, view.columns.length + 1)}>
              {labels.allModels}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr class="totals">
            <th scope="row" {...at(1, 0)}>
              {labels.allTemplates}
            </th>
            {view.columns.map((column, index) => (
              <td key={column.model} class={column.leads ? 'card leads' : 'card'} {...at(1, index + 1)}>
                <Figures figures={column} labels={labels} best={column.best} />
                <div class="muted">{column.basis}</div>
              </td>
            ))}
            <td class="summary" {...at(1, view.columns.length + 1)} />
          </tr>
          {view.rows.map((row, index) => (
            <tr key={row.key}>
              <RowHead row={row} {...at(index + headRows, 0)} />
              {row.cells.map((cell, column) => {
                const placed = at(index + headRows, column + 1);
                if (!cell) return <td key={`none/${column}`} {...placed} />;
                const isChosen = cell.jobId === chosen;
                return (
                  <AppCell key={cell.jobId} {...{ cell, view, chosen: isChosen, onChoose }} {...placed} />
                );
              })}
              <td class="summary" {...at(index + headRows, view.columns.length + 1)}>
                <Figures figures={row.summary} labels={labels} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ColumnHead({ column }: { column: ColumnView }) {
  const { endpoints } = column;
  return (
    <div class="headline">
      <span class="model">{column.model}</span>
      {endpoints && (
        <span class={endpoints.share === 1 ? 'percent full' : 'percent part'}>{endpoints.percent}</span>
      )}
    </div>
  );
}

interface Placed {
  'data-place': string;
  tabIndex: number;
  onFocus: () => void;
}

function RowHead({ row, ...placed }: { row: RowView } & Placed) {
  return (
    <th scope="row" {...placed}>
      {row.title}
      {row.subtitle !== null && <div class="muted">{row.subtitle}</div>}
    </th>
  );
}

function AppCell(
  props: { cell: CellView; view: MatrixView; chosen: boolean; onChoose: (jobId: number) => void } & Placed,
) {
  const { cell, view, chosen, onChoose, ...placed } = props;
  return (
    <td
      class={`app edge-${cell.tone}`}
      aria-selected={chosen}
      title={cell.note ?? undefined}
      onClick={() => onChoose(cell.jobId)}
      {...placed}
    >
      <div class={`state tone-${cell.tone}`}>
        <ToneIcon tone={cell.tone} />
        {cell.word}
      </div>
      {cell.step === null ? null : <div class="step muted">{cell.step}</div>}
      <Figures figures={cell} labels={view.labels} />
    </td>
  );
}
