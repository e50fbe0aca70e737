/** The rules and checks with their parser as a bundle of their own, loaded when the first app is generated. */
export { checkFiles } from './check-files.ts';
export { repairFiles, repairRules } from './repair-files.ts';
export { formatAppProblem, placeholderProblems, repairRequest } from './repair-request.ts';
