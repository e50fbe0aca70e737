/** @returns the status that the engine has refused a call with; undefined: it has not answered at all */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** Whether the engine says that there is no such thing. */
export const isNotThere = (error: unknown): boolean => statusOf(error) === 404;
