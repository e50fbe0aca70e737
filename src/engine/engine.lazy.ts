/** The engine as a bundle of its own, so that the editor loads it on first use and starts without it. */
export { checkKey } from './check-key.ts';
export { cleaningWithoutState } from './container-place.ts';
export { examine } from './doctor.ts';
export { openEngine, openView } from './shared-engine.ts';
export { verify } from './verify.ts';
