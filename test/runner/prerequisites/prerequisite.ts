/** Whether a suite's surroundings are there; the reason says what is missing and what was tried. */
export type Availability = { available: true } | { available: false; reason: string };

/** Runs an attempt to get something; what it throws becomes the reason. */
export async function attempt(get: () => Promise<void>): Promise<Availability> {
  try {
    await get();
    return { available: true };
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
