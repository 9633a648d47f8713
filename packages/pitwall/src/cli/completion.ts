import type { Command } from '../core/command.ts';
import { globalOptions } from './arguments.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A script that completes commands, options and their choices; file names stay the shell's own. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return { bash, zsh, fish }[shell](commands);
}

const optionNames = (command: Command): string[] => [...command.options, ...globalOptions].map(({ name }) => `--${name}`);

const topWords = (commands: readonly Command[]): string[] => [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name))];

function subWords(commands: readonly Command[], first: string): string[] {
  return commands.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []));
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => `    "${command.name}") options="${optionNames(command).join(' ')}" ;;`);
  const groups = topWords(commands)
    .filter((first) => subWords(commands, first).length > 0)
    .map((first) => `    ${first}) words="${subWords(commands, first).join(' ')}" ;;`);
  const choices = choiceRows(commands).map(([option, values]) => `    --${option}) COMPREPLY=($(compgen -W "${values.join(' ')}" -- "$current")); return ;;`);
  return `# pitwall completion for bash: eval "$(pitwall completion bash)"
_pitwall() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" options="" words=""
  case "$previous" in
${choices.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${topWords(commands).join(' ')} --help --version" -- "$current")); return; fi
  case "\${COMP_WORDS[1]}" in
${groups.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 2 ] && [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$current")); return; fi
  local name="\${COMP_WORDS[1]}"
  [ -n "$words" ] && name="$name \${COMP_WORDS[2]}"
  case "$name" in
${cases.join('\n')}
  esac
  case "$current" in -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;; *) COMPREPLY=($(compgen -f -- "$current")) ;; esac
}
complete -o filenames -F _pitwall pitwall
`;
}

function choiceRows(commands: readonly Command[]): [string, readonly string[]][] {
  const rows = new Map<string, Set<string>>();
  for (const { options } of commands) {
    for (const { name, choices } of options) {
      if (choices) rows.set(name, new Set([...(rows.get(name) ?? []), ...choices]));
    }
  }
  return [...rows].map(([name, values]) => [name, [...values]]);
}

/** zsh reads bash completions. */
function zsh(commands: readonly Command[]): string {
  return `# pitwall completion for zsh: eval "$(pitwall completion zsh)"
autoload -Uz bashcompinit && bashcompinit
${bash(commands)}`;
}

function fish(commands: readonly Command[]): string {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = ['# pitwall completion for fish: pitwall completion fish | source'];
  for (const first of topWords(commands)) {
    const summary = commands.find(({ name }) => name === first)?.summary ?? '';
    lines.push(`complete -c pitwall -n __fish_use_subcommand -a ${first} -d ${quote(summary)}`);
    for (const second of subWords(commands, first)) lines.push(`complete -c pitwall -n '__fish_seen_subcommand_from ${first}' -a ${second}`);
  }
  for (const { name, options } of commands) {
    const seen = name.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    for (const option of [...options, ...globalOptions]) {
      const values = option.choices ? ` -xa ${quote(option.choices.join(' '))}` : option.value === undefined ? '' : ' -r';
      lines.push(`complete -c pitwall -n '${seen}' -l ${option.name}${option.short ? ` -s ${option.short}` : ''}${values} -d ${quote(option.summary)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
