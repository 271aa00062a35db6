import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands';
import { Io } from './io';
import { oneLine, quoted, suggestion, UserError } from './user-error';

/** Answered; answered, and what was asked to fail on is there; no answer. */
export const EXIT = { answered: 0, found: 1, failed: 2 } as const;

/** Runs the command; gives its exit code. Standard output has the answer, and nothing where there is none. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const program = programFor(io);
  let code: number = EXIT.answered;
  const answers = async (found: boolean | Promise<boolean>): Promise<void> => { code = await found ? EXIT.found : EXIT.answered; };
  for (const add of COMMANDS) { add(program, io, answers); }
  try {
    if (args[0] === 'help') { checkCommandName(args[1], program); }
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return failure(error, io);
  }
}

function programFor(io: Io): Command {
  const program = new Command('keysmith')
    .description('Who can do what with which KMS key, from any CloudFormation template.')
    .version(io.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .showHelpAfterError(false)
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: text => io.stdout(text), writeErr: () => undefined, outputError: () => undefined, getOutHelpWidth: () => 100 })
    .addHelpText('after', `
PATH is a cloud assembly (cdk.out when left out), a folder of templates, a template in JSON or YAML, or - for standard input.
Exit codes: 0 answered; 1 answered, and what you asked to fail on was found; 2 no answer.

  keysmith check                          the rules of KmsChecks on ./cdk.out
  keysmith check template.yaml -o findings.sarif
  keysmith explain alias/orders --who ApiRole --can kms:Decrypt
  keysmith report -o keys.html            who can do what with which key, as a page
  keysmith diff main:cdk.out cdk.out      what a change gives and takes
  keysmith cost
  keysmith import --help                  key material of your own`)
    .exitOverride();
  // Dispatched before the rest is read (main.ts): it brings the AWS SDK along. Here for the help.
  program.command('import').description('import your own key material into a key').allowUnknownOption().allowExcessArguments();
  return program;
}

/** `keysmith help chekc` would print the help of everything. */
function checkCommandName(name: string | undefined, program: Command): void {
  const known = program.commands.map(command => command.name());
  if (name !== undefined && !known.includes(name)) { throw new UserError(`unknown command ${quoted(name)}${suggestion(name, known)}`); }
}

/** One line on standard error, with the stack when DEBUG is set. */
function failure(error: unknown, io: Io): number {
  if (error instanceof CommanderError) {
    // Help and version that were asked for are answers.
    if (error.exitCode === 0) { return EXIT.answered; }
    // `keysmith` alone.
    if (error.code === 'commander.help') {
      io.stderr("keysmith: a command is needed, such as 'keysmith check'; see 'keysmith --help'\n");
      return EXIT.failed;
    }
    io.stderr(`keysmith: ${oneLine(error.message.replace(/^error: /, ''))}\n`);
    return EXIT.failed;
  }
  const { message, stack } = error as Error;
  io.stderr(error instanceof UserError ? `keysmith: ${message}\n` : `keysmith: ${oneLine(`internal error: ${message}`, 360)}; set DEBUG=1 for the stack\n`);
  if (io.env.DEBUG && stack) { io.stderr(`${stack}\n`); }
  return EXIT.failed;
}
