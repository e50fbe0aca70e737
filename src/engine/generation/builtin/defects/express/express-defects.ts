import { insecureReference, missingAuthorization } from './access-control.ts';
import { permissiveCors, verboseErrors } from './answers.ts';
import { missingAuthentication, unlimitedAttempts } from './authentication.ts';
import { codeInjection, templateInjection } from './code-injection.ts';
import { commandInjection } from './command-injection.ts';
import { plainCookie, requestFromElsewhere, scriptableCookie } from './cookies.ts';
import { brokenCipher, fixedVector, signatureNotChecked } from './cryptography.ts';
import type { StackDefects } from '../defect-kind.ts';
import { ExpressMaker } from './express-maker.ts';
import type { ExpressKind } from './express-maker.ts';
import { externalEntities } from './external-entities.ts';
import { pathTraversal, unrestrictedUpload } from './file-access.ts';
import { createWrongStatus, deleteWrongStatus, updateNotStored } from './functional.ts';
import { weakHash, weakPasswordHash } from './hashes.ts';
import { htmlInjection } from './html-injection.ts';
import { formulaInjection, logInjection, missingValidation } from './input.ts';
import { exposedInternals } from './internals.ts';
import { missingLimits, slowExpression } from './limits.ts';
import { massAssignment, prototypePollution, unsafeDeserialization } from './objects.ts';
import { weakRandom } from './randomness.ts';
import { passwordNotChecked, roleFromClient, roleNotChecked, sessionNotEnded } from './own-login.ts';
import { openRedirect, requestForgery } from './requests-elsewhere.ts';
import { hardCodedSecret } from './secrets.ts';
import { sqlInjection } from './sql-injection.ts';

const functional = [updateNotStored, createWrongStatus, deleteWrongStatus];

const weaknesses: readonly ExpressKind[] = [
  ...[sqlInjection, commandInjection, htmlInjection, pathTraversal, codeInjection, templateInjection],
  ...[missingAuthorization, missingAuthentication, insecureReference, unlimitedAttempts],
  ...[
    hardCodedSecret,
    weakHash,
    weakPasswordHash,
    weakRandom,
    brokenCipher,
    fixedVector,
    signatureNotChecked,
  ],
  ...[openRedirect, requestForgery, requestFromElsewhere, scriptableCookie, plainCookie, permissiveCors],
  ...[massAssignment, prototypePollution, unsafeDeserialization, externalEntities, unrestrictedUpload],
  ...[verboseErrors, exposedInternals, missingLimits, slowExpression],
  ...[missingValidation, logInjection, formulaInjection],
];

const accounts = [passwordNotChecked, roleNotChecked, sessionNotEnded, roleFromClient];

/** What is put into apps of `node-express`. */
export const expressDefects: StackDefects<ExpressMaker> = {
  ...{ functional, weaknesses, accounts },
  createMaker: (options) => new ExpressMaker(options),
};
