import { spawnSync } from 'child_process';
import { keysmith } from './support';

/** What bash offers behind these words, the last of which is being typed. */
function offered(script: string, ...words: string[]): string[] {
  const typed = `COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _keysmith; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', `${script}\ncomplete -p keysmith >&2\n${typed}`], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, 'complete -o default -F _keysmith keysmith\n']);
  return stdout.split('\n').filter(line => line !== '');
}

test('bash completes commands and the options of each', async () => {
  const { code, out, err } = await keysmith(['completion', 'bash']);
  expect([code, err]).toEqual([0, '']);
  expect(offered(out, 'keysmith', '')).toEqual(expect.arrayContaining(['check', 'report', 'explain', 'diff', 'cost', 'plan', 'adopt', 'import', '--version']));
  expect(offered(out, 'keysmith', 'rep')).toEqual(['report']);
  expect(offered(out, 'keysmith', 'help', 'ex')).toEqual(['explain']);
  expect(offered(out, 'keysmith', 'check', 'template.yaml', '--fail')).toEqual(['--fail-on']);
  expect(offered(out, 'keysmith', 'explain', '--expect')).toEqual(['--expect', '--expectations']);
  // Everything else is a file.
  expect(offered(out, 'keysmith', 'check', 'templ')).toEqual([]);
  expect(offered(out, 'keysmith', 'unknown', '')).toEqual([]);
});

test('every option of the help is offered', async () => {
  const { out } = await keysmith(['completion', 'bash']);
  for (const command of ['check', 'report', 'explain', 'diff', 'cost', 'plan', 'adopt']) {
    const [, , ...help] = (await keysmith([command, '--help'])).out.split(/^Options:$/m).join('').match(/(?<=^ {2}.*)--[a-z-]+(?= )/gm) ?? [];
    expect(offered(out, 'keysmith', command, '--')).toEqual(expect.arrayContaining([...new Set(help)].filter(option => !option.startsWith('--help'))));
  }
});

test.each([['zsh', /^autoload -Uz bashcompinit && bashcompinit\n_keysmith\(\)/], ['fish', /^complete -c keysmith -n __fish_use_subcommand -a check -d '.*'$/m]])('%s has a script of its own', async (shell, script) => {
  expect((await keysmith(['completion', shell])).out).toMatch(script);
});

test('another shell is refused', async () => {
  expect(await keysmith(['completion', 'csh'])).toMatchObject({ code: 2, out: '', err: "keysmith: SHELL must be bash, zsh or fish, got 'csh'\n" });
});
