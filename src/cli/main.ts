import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addAppCommands } from './app-commands.ts';
import { analyzeCommand } from './analyze-command.ts';
import type { AnalyzeOptions } from './analyze-command.ts';
import { cleanCommand } from './clean-command.ts';
import type { CleanOptions } from './clean-command.ts';
import { runtimeOption, stateOption } from './common-options.ts';
import { controlCommand, retryCommand } from './control-command.ts';
import type { RetryOptions } from './control-command.ts';
import { deleteCommand } from './delete-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { exitStatus, explainFailure } from './exit-status.ts';
import { importCommand } from './import-command.ts';
import { ownVersion } from './installation.ts';
import type { CommonOptions } from './open-engine.ts';
import { runCommand } from './run-command.ts';
import type { RunOptions } from './run-command.ts';
import { statusCommand } from './status-command.ts';
import type { StatusOptions } from './status-command.ts';
import { verifyCommand } from './verify-command.ts';
import type { VerifyOptions } from './verify-command.ts';

function id(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be a number from 1.');
  return Number(text);
}

function amount(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= 1_000_000) return value;
  throw new InvalidArgumentError('It must be a number of US dollars above 0, at most 1000000.');
}

function createProgram(finish: (status: number) => void): Command {
  const program = new Command('assay')
    .description('Find out, with evidence, which AI model writes the best web apps for you.')
    .version(ownVersion())
    .exitOverride();
  const command = (usage: string, description: string) =>
    program
      .command(usage)
      .description(description)
      .addOption(stateOption())
      .option('--verbose', 'print the whole log to stderr');

  command('run <file>', 'run a pipeline file; go on with it if it is unfinished')
    .option('--new', 'start another pipeline of the same file')
    .option('--resume <id>', 'go on with this pipeline, whatever the file says now', id)
    .option('--yes', 'run it without asking, whatever it may cost')
    .addOption(runtimeOption())
    .addOption(new Option('--toolboxes <where>', 'where the tools run').choices(['local', 'docker']))
    .option('--json', 'print the result as JSON')
    .action(async (file: string, options: RunOptions) => finish(await runCommand(file, options)));

  command('analyze <folder...>', 'analyse existing apps: code that is there already')
    .option('--stack <name>', 'how they are built (default: recognised by their dependencies)')
    .option('--template <slug>', 'the template that they are held to (default: none)')
    .option('--new', 'analyse them again, though nothing has changed')
    .addOption(runtimeOption())
    .option('--json', 'print the result as JSON')
    .action(async (folders: string[], options: AnalyzeOptions) =>
      finish(await analyzeCommand(folders, options)),
    );

  command('status [pipeline]', 'show pipelines, or one of them in full')
    .option('--watch', 'go on showing what changes, until Ctrl+C')
    .option('--json', 'print it as JSON; with --watch a line for each change')
    .action(async (pipeline: string | undefined, options: StatusOptions) =>
      finish(await statusCommand(pipeline === undefined ? null : id(pipeline), options)),
    );

  command('retry <pipeline>', 'try again what failed')
    .option('--app <model:n>', 'only this app')
    .option('--subtask <id>', 'only this subtask', id)
    .option('--failed', 'all that failed (the default)')
    .option('--max-cost-usd <n>', 'from now on its model calls may cost so many US dollars in all', amount)
    .option('--max-tokens <n>', 'from now on they may take so many tokens in all', id)
    .action(async (pipeline: string, options: RetryOptions) =>
      finish(await retryCommand(id(pipeline), options)),
    );

  for (const verb of ['pause', 'resume', 'cancel'] as const) {
    command(`${verb} <pipeline>`, `${verb} a pipeline`).action(
      async (pipeline: string, options: CommonOptions) =>
        finish(await controlCommand(verb, id(pipeline), options)),
    );
  }

  command('delete <pipeline>', 'delete a pipeline with its files').action(
    async (pipeline: string, options: CommonOptions) => finish(await deleteCommand(id(pipeline), options)),
  );

  addAppCommands(program, finish);

  command(
    'import <path...>',
    'add templates to what pipelines can build, and keep progress records of another system as history (files, or folders of *.json)',
  )
    .option('--json', 'print what became of each file as JSON')
    .action(async (paths: string[], options: CommonOptions & { json?: boolean }) =>
      finish(await importCommand(paths, options)),
    );

  command('clean', 'remove what Assay has left in the container engine: says what, with sizes, and asks')
    .option('--all', 'also apps that were kept, and what other state folders have left')
    .option('--yes', 'remove it without asking')
    .option('--json', 'print it as JSON; without --yes nothing is removed')
    .action(async (options: CleanOptions) => finish(await cleanCommand(options)));

  program
    .command('doctor')
    .description('say what works on this machine and what is missing')
    .option('--json', 'print it as JSON')
    .action(async (options: { json?: boolean }) => finish(await doctorCommand(options)));

  program
    .command('verify')
    .description('check that everything stored is whole; changes nothing')
    .addOption(stateOption())
    .option('--json', 'print it as JSON')
    .action(async (options: VerifyOptions) => finish(await verifyCommand(options)));

  return program;
}

async function main(): Promise<number> {
  let status: number = exitStatus.completed;
  try {
    await createProgram((value) => (status = value)).parseAsync();
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has said what is wrong already; help and version are no errors.
      return error.exitCode === 0 ? exitStatus.completed : exitStatus.badInput;
    }
    const failure = explainFailure(error);
    process.stderr.write(`${failure.message}\n`);
    return failure.status;
  }
}

// `exitCode`, not `exit`: what was printed must be flushed. Everything that could keep the process is closed by now.
void main().then((status) => {
  process.exitCode = status;
});
