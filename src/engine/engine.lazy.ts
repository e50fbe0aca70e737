/** The engine as a bundle of its own, so that the editor loads it on first use and starts without it. */
export { examine } from './doctor.ts';
export { openEngine, openView } from './shared-engine.ts';
export { verify } from './verify.ts';
