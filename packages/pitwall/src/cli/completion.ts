import type { Command, OptionSpec } from '../core/command.ts';
import { globalOptions } from './arguments.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A script that completes commands, options and their choices; names of files stay the shell's own. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return { bash, zsh, fish }[shell](commands);
}

const optionsOf = (command: Command): OptionSpec[] => [...command.options, ...globalOptions];

const topWords = (commands: readonly Command[]): string[] => [
  ...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name)),
];

function subCommands(
  commands: readonly Command[],
  first: string,
): { readonly word: string; readonly summary: string }[] {
  return commands.flatMap(({ name, summary }) =>
    name.startsWith(`${first} `) ? [{ word: name.slice(first.length + 1), summary }] : [],
  );
}

function bash(commands: readonly Command[]): string {
  const groups = topWords(commands)
    .map((first) => ({ first, words: subCommands(commands, first).map(({ word }) => word) }))
    .filter(({ words }) => words.length > 0);
  const choices = commands.flatMap((command) =>
    optionsOf(command).flatMap(({ name, short, choices: words }) => {
      const typed = [`--${name}`, ...(short ? [`-${short}`] : [])].map((option) => `"${command.name} ${option}"`);
      return words ? [`    ${typed.join('|')}) words="${words.join(' ')}" ;;`] : [];
    }),
  );
  const options = commands.map((command) => {
    const names = optionsOf(command).map(({ name }) => `--${name}`);
    return `      "${command.name}") words="${names.join(' ')}" ;;`;
  });
  return `# pitwall completion for bash: eval "$(pitwall completion bash)"
_pitwall() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" name="\${COMP_WORDS[1]}" words=""
  COMPREPLY=()
  # bash takes --format=json apart at the equals sign.
  if [ "$previous" = "=" ]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [ "$current" = "=" ]; then current=""; fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${topWords(commands).join(' ')} help --help --version" -- "$current"))
    return
  fi
  case "$name" in
${groups.map(({ first, words }) => `    ${first}) words="${words.join(' ')}" ;;`).join('\n')}
  esac
  if [ -n "$words" ]; then
    if [ "$COMP_CWORD" -eq 2 ]; then
      COMPREPLY=($(compgen -W "$words" -- "$current"))
      return
    fi
    name="$name \${COMP_WORDS[2]}"
    words=""
  fi
  case "$name $previous" in
    "completion completion") words="${shells.join(' ')}" ;;
    "help help") words="${topWords(commands).join(' ')}" ;;
${choices.join('\n')}
  esac
  if [ -z "$words" ]; then
    case "$current" in -*) case "$name" in
${options.join('\n')}
    esac ;; esac
  fi
  # Nothing found: the names of files.
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _pitwall pitwall
`;
}

/** zsh reads completions of bash. */
function zsh(commands: readonly Command[]): string {
  return `# pitwall completion for zsh: eval "$(pitwall completion zsh)"
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
autoload -Uz bashcompinit && bashcompinit
${bash(commands)}`;
}

function fish(commands: readonly Command[]): string {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = ['# pitwall completion for fish: pitwall completion fish | source'];
  for (const first of topWords(commands)) {
    const summary = commands.find(({ name }) => name === first)?.summary ?? '';
    lines.push(`complete -c pitwall -n __fish_use_subcommand -xa ${first} -d ${quote(summary)}`);
    for (const sub of subCommands(commands, first)) {
      lines.push(
        `complete -c pitwall -n '__fish_seen_subcommand_from ${first}' -xa ${sub.word} -d ${quote(sub.summary)}`,
      );
    }
  }
  lines.push(`complete -c pitwall -n '__fish_seen_subcommand_from completion' -xa ${quote(shells.join(' '))}`);
  for (const command of commands) {
    const seen = command.name
      .split(' ')
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and ');
    for (const { name, short, value, choices, summary } of optionsOf(command)) {
      const values = choices ? ` -xa ${quote(choices.join(' '))}` : value === undefined ? '' : ' -r';
      lines.push(
        `complete -c pitwall -n '${seen}' -l ${name}${short ? ` -s ${short}` : ''}${values} -d ${quote(summary)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
