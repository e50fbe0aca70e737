import { Option } from 'commander';

export const stateOption = (): Option =>
  new Option('--state <dir>', 'state folder (default: .assay in the current folder)');

export const runtimeOption = (): Option =>
  new Option('--runtime <where>', 'where apps are started').choices(['auto', 'docker', 'process']);
