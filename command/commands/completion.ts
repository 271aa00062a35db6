import { Command } from 'commander';
import { Answers, oneOf } from './common';
import { Io } from '../io';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `keysmith completion`: commands and options from the program's own list, everything else as files. */
export function completionCommand(program: Command, io: Io, answers: Answers): void {
  program.command('completion').argument('<shell>', SHELLS.join(', '))
    .description('print the script by which a shell completes commands and options')
    .addHelpText('after', `
  source <(keysmith completion bash)        in ~/.bashrc, or the same with zsh in ~/.zshrc
  keysmith completion fish > ~/.config/fish/completions/keysmith.fish`)
    .action((given: string) => {
      const shell = oneOf('SHELL', given, SHELLS);
      const words = Object.fromEntries(program.commands.map(command => [command.name(), optionsOf(command)]));
      io.stdout(shell === 'fish' ? fish(program) : shell === 'zsh' ? `autoload -Uz bashcompinit && bashcompinit\n${bash(words)}` : bash(words));
      return answers(false);
    });
}

const optionsOf = (command: Command): string[] => ['--help', ...command.options.flatMap(({ long }) => long ? [long] : [])].sort();

/** The command is the first word, as none of its options comes before it. */
const bash = (words: { readonly [command: string]: readonly string[] }): string => `_keysmith() {
  local words='${Object.keys(words).join(' ')} --help --version'
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${Object.entries(words).map(([command, options]) => `      ${command}) words='${options.join(' ')}' ;;`).join('\n')}
      help) words='${Object.keys(words).join(' ')}' ;;
      *) words='' ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _keysmith keysmith
`;

const quotedForFish = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const fish = (program: Command): string => program.commands.flatMap(command => [
  `complete -c keysmith -n __fish_use_subcommand -a ${command.name()} -d ${quotedForFish(command.description())}`,
  ...command.options.map(({ long, short, description, required }) =>
    `complete -c keysmith -n '__fish_seen_subcommand_from ${command.name()}' -l ${long!.slice(2)}${short ? ` -s ${short.slice(1)}` : ''}${required ? ' -r' : ''} -d ${quotedForFish(description)}`),
]).map(line => `${line}\n`).join('');
