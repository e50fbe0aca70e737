import type { StackDefects } from '../defect-kind.ts';
import { insecureReference, massAssignment, missingAuthorization } from './access-control.ts';
import { activeDebugCode, exposedInternals, verboseErrors } from './answers.ts';
import { archiveTraversal } from './archives.ts';
import { missingAuthentication, unlimitedAttempts } from './authentication.ts';
import {
  openRedirect,
  permissiveCors,
  plainCookie,
  requestFromElsewhere,
  scriptableCookie,
} from './browser.ts';
import { codeInjection } from './code-injection.ts';
import { commandInjection } from './command-injection.ts';
import { unsafeDeserialization } from './deserialization.ts';
import { externalEntities } from './external-entities.ts';
import { insecureTemporaryFile, pathTraversal, unrestrictedUpload } from './files.ts';
import { FlaskMaker } from './flask-maker.ts';
import type { FlaskKind } from './flask-maker.ts';
import { createWrongStatus, deleteWrongStatus, updateNotStored } from './functional.ts';
import { weakHash, weakPasswordHash } from './hashes.ts';
import { htmlInjection } from './html-injection.ts';
import { formulaInjection, logInjection, missingValidation } from './input.ts';
import { missingLimits, slowExpression } from './limits.ts';
import { requestForgery } from './outside.ts';
import { weakRandom } from './randomness.ts';
import { hardCodedSecret } from './secrets.ts';
import { sqlInjection } from './sql-injection.ts';
import { templateInjection } from './template-injection.ts';
import { signatureNotChecked } from './tickets.ts';

const functional = [updateNotStored, createWrongStatus, deleteWrongStatus];

const weaknesses: readonly FlaskKind[] = [
  ...[sqlInjection, commandInjection, htmlInjection, pathTraversal, codeInjection, templateInjection],
  ...[missingAuthorization, missingAuthentication, insecureReference, unlimitedAttempts, massAssignment],
  ...[hardCodedSecret, weakHash, weakPasswordHash, weakRandom, signatureNotChecked],
  ...[openRedirect, requestForgery, requestFromElsewhere, scriptableCookie, plainCookie, permissiveCors],
  ...[unsafeDeserialization, externalEntities, unrestrictedUpload, archiveTraversal, insecureTemporaryFile],
  ...[verboseErrors, exposedInternals, activeDebugCode, missingLimits, slowExpression],
  ...[missingValidation, logInjection, formulaInjection],
];

/** What is put into apps of `react-flask`. */
export const flaskDefects: StackDefects<FlaskMaker> = {
  ...{ functional, weaknesses },
  createMaker: (options) => new FlaskMaker(options),
};
