/** A place in the grid: row 0 is the header, column 0 the row's title. */
export interface Place {
  row: number;
  column: number;
}

/**
 * Where a key leads in a grid, by the ARIA grid pattern (https://www.w3.org/WAI/ARIA/apg/patterns/grid/).
 * @returns null when the key moves nothing
 */
export function moved(
  place: Place,
  event: { key: string; ctrlKey: boolean },
  rows: number,
  columns: number,
): Place | null {
  const within = (row: number, column: number): Place => ({
    row: Math.min(rows - 1, Math.max(0, row)),
    column: Math.min(columns - 1, Math.max(0, column)),
  });
  const { row, column } = place;
  switch (event.key) {
    case 'ArrowLeft':
      return within(row, column - 1);
    case 'ArrowRight':
      return within(row, column + 1);
    case 'ArrowUp':
      return within(row - 1, column);
    case 'ArrowDown':
      return within(row + 1, column);
    case 'PageUp':
      return within(row - 5, column);
    case 'PageDown':
      return within(row + 5, column);
    case 'Home':
      return within(event.ctrlKey ? 0 : row, 0);
    case 'End':
      return within(event.ctrlKey ? rows - 1 : row, columns - 1);
    default:
      return null;
  }
}
