import { describe, expect, test } from 'vitest';
import { splitArgv } from '../../../src/servers/argv.js';
import { WrongOption } from '../../../src/servers/errors.js';

test.each([
  ['python -m x --model {model} --port {port}', ['python', '-m', 'x', '--model', '{model}', '--port', '{port}']],
  ['  a\t b\n c  ', ['a', 'b', 'c']],
  ['a "b c" \'d e\'', ['a', 'b c', 'd e']],
  ['a""b \'\' ""', ['ab', '', '']],
  [String.raw`a\ b \"c\" d\\e`, ['a b', '"c"', String.raw`d\e`]],
  [String.raw`"a\"b" "c\d" 'e\f'`, ['a"b', String.raw`c\d`, String.raw`e\f`]],
  ['--x="a b"c', ['--x=a bc']],
  [`"it's" '"'`, ["it's", '"']],
  ['$HOME `id` *.ts ; | & > x', ['$HOME', '`id`', '*.ts', ';', '|', '&', '>', 'x']],
  ['', []],
])('%j', (text, argv) => expect(splitArgv('command', text)).toEqual(argv));

describe('refuses', () => {
  test.each(['a "b', "a 'b", '"a\\"', 'a \\'])('%j', (text) => {
    expect(() => splitArgv('server-args', text)).toThrow(WrongOption);
    expect(() => splitArgv('server-args', text)).toThrow(/^server-args: /);
  });
});
