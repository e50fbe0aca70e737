import path from 'node:path';
import type { Verification } from './domain/verification.ts';
import type { Installation } from './processes/installation.ts';
import { verifyState } from './store/verify/verify-state.ts';

/**
 * Checks a state folder, also one that is in use. Changes nothing.
 * @param stateDir absolute
 * @throws InputError when there is no state folder, or it is from a newer version
 */
export function verify(stateDir: string, installation: Pick<Installation, 'root'>): Promise<Verification> {
  return verifyState({ stateDir, wasmFile: path.join(installation.root, 'dist', 'sql-wasm.wasm') });
}
