/**
 * Tells when the engine has done all that it can do without being asked. It looks at the processor's clock with each
 * statement; that clock stands still here, so that no turn of the store ends for its length.
 */
const seen = { looks: 0 };

Object.defineProperty(performance, 'now', {
  value: () => {
    seen.looks++;
    return 0;
  },
});

/** Everything in the engine's world answers within a step of the event loop, so nothing is left after two without any. */
export async function untilStill(operations: () => number): Promise<void> {
  for (let still = 0; still < 2;) {
    const before = seen.looks + operations();
    await new Promise((resolve) => setImmediate(resolve));
    still = seen.looks + operations() === before ? still + 1 : 0;
  }
}

/** Lets what is going on come so many steps further, which is usually into its middle. */
export async function forSteps(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await Promise.resolve();
}
