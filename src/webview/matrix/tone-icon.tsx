import type { Tone } from '../../views/state.ts';

// 16 × 16 outlines of our own: the editor's icon font cannot be loaded into this page.
const paths: Record<Tone, string> = {
  waiting: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z',
  running: 'M8 2a6 6 0 0 1 6 6',
  paused: 'M5.5 3v10M10.5 3v10',
  good: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM5 8.3l2.1 2.1L11.2 6',
  defects:
    'M5.5 6.5h5v4a2.5 2.5 0 0 1-5 0ZM6 6.5a2 2 0 0 1 4 0M2.5 5l3 2M13.5 5l-3 2M2 9.5h3.5M14 9.5h-3.5M3 13.5l2.8-2M13 13.5l-2.8-2',
  unmeasured: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM6.3 6.4a1.7 1.7 0 1 1 2.4 1.6c-.5.3-.7.6-.7 1.2M8 11.3v.2',
  stopped: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM3.8 12.2l8.4-8.4',
  irrelevant: 'M4 8h8',
};

/** The state's sign. The word beside it says the same, so it is hidden from screen readers. */
export function ToneIcon({ tone }: { tone: Tone }) {
  return (
    <svg class={`icon tone-${tone}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[tone]} />
    </svg>
  );
}
