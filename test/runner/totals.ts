/** How many tests, or checks, of a suite passed, failed, were skipped. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

export function sum(all: readonly Totals[]): Totals {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** As in `12 passed, 0 failed` or `12 passed, 0 failed, 2 skipped`. */
export function formatTotals({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
