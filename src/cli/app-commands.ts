import type { Command } from 'commander';
import { appLogsCommand, listAppsCommand, startAppCommand, stopAppCommand } from './app-command.ts';
import type { AppOptions } from './app-command.ts';
import { runtimeOption, stateOption } from './common-options.ts';

const starts = [
  ['start', 'start an app to look at it; here until Ctrl+C, or where Assay is open already'],
  ['restart', 'the same, with a fresh instance and empty data'],
  ['rebuild', 'the same, and build its image anew'],
] as const;

/** `assay app …`: what people do with single apps. */
export function addAppCommands(program: Command, finish: (status: number) => void): void {
  const group = program.command('app').description('start and stop generated apps, and read what they write');
  const command = (usage: string, description: string) =>
    group
      .command(usage)
      .description(description)
      .addOption(stateOption())
      .option('--verbose', 'print the whole log of Assay to stderr');

  for (const [mode, description] of starts) {
    command(`${mode} <model:n>`, description)
      .option('--follow', 'print its log also where it runs in an Assay that is open already')
      .addOption(runtimeOption())
      .action(async (name: string, options: AppOptions) =>
        finish(await startAppCommand(name, mode, options)),
      );
  }
  command('stop <model:n>', 'stop an app, also one that was kept').action(
    async (name: string, options: AppOptions) => finish(await stopAppCommand(name, options)),
  );
  command('logs <model:n>', 'print what an app has written')
    .option('--follow', 'go on printing, until Ctrl+C')
    .action(async (name: string, options: AppOptions) => finish(await appLogsCommand(name, options)));
  command('list', 'show the apps that were started, and those that were kept')
    .option('--json', 'print it as JSON')
    .action(async (options: AppOptions) => finish(await listAppsCommand(options)));
}
