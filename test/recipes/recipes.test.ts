import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fill } from '../contract/folders.js';
import { cliOf, compile, copyOfSources, follow, recipe } from './recipes.js';

/** The recipes of CONTRIBUTING.md are followed, word by word, in a copy of the sources. */

describe('whoever follows the recipes', { timeout: 120_000 }, () => {
  let copy: string;
  beforeAll(() => {
    copy = copyOfSources();
    expect(follow(recipe('Add a golden case'), copy)).toBe(3);
    expect(follow(recipe('Add a rule'), copy)).toBe(6);
    expect(follow(recipe('Add a server'), copy)).toBe(3);
    expect(compile(copy)).toEqual({ status: 0, said: '' });
  }, 120_000);

  test('has a golden case that is asked and judged', async () => {
    expect(cliOf(copy, ['list', 'cases']).stdout).toContain('capital_of_italy');
    const args = ['check', '--server', 'command', '--command', reference(copy), '--model', MODEL];
    const { status, said } = cliOf(copy, [...args, '--cases', 'capital_of_italy', '--report-dir', 'case']);
    expect(status, said).toBe(0);
    const { findings } = JSON.parse(readFileSync(join(copy, 'case/report.json'), 'utf8')) as {
      findings: Record<string, string>[];
    };
    const judged = findings.filter((one) => one.case?.startsWith('capital_of_italy') && one.verdict === 'pass');
    expect(judged.length).toBeGreaterThan(50);
    expect(new Set(judged.map((one) => one.case))).toContain('capital_of_italy+cap_5');
  });

  test('has a rule that is explained, and that finds its defect, and nothing else does', () => {
    expect(cliOf(copy, ['explain', 'G-90']).stdout).toContain('A completion does not carry the prompt.');
    expect(cliOf(copy, ['list', 'defects']).stdout).toContain('oa-prompt-in-reply');
    const args = ['check', '--server', 'command', '--model', MODEL, '--report-dir', 'rule', '--command'];
    cliOf(copy, [...args, reference(copy, '--defect', 'oa-prompt-in-reply')]);
    const { findings } = JSON.parse(readFileSync(join(copy, 'rule/report.json'), 'utf8')) as {
      findings: Record<string, string>[];
    };
    const wrong = findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    expect(new Set(wrong.map(({ rule }) => rule))).toEqual(new Set(['G-90']));
  });

  test('has a server that is launched by its name', () => {
    expect(cliOf(copy, ['list', 'servers']).stdout).toContain('my-server');
    const bin = fill(join(copy, 'bin'), { 'my-server': SCRIPT(copy) });
    chmodSync(join(bin, 'my-server'), 0o755);
    const env = { PATH: [bin, process.env.PATH].join(delimiter) };
    const args = ['check', '--server', 'my-server', '--model', MODEL, '--cases', 'ping', '--report-dir', 'server'];
    const { status, said } = cliOf(copy, args, env);
    expect(status, said).toBe(0);
  });
});

test('whoever adds a protocol is told by the compiler of the places that the recipe names', { timeout: 60_000 }, () => {
  const copy = copyOfSources();
  const text = recipe('Add a protocol');
  expect(follow(text, copy)).toBe(1);
  const told = new Set(Array.from(compile(copy).said.matchAll(/^(src\/\S+?\.ts)\(/gm), ([, file]) => file));
  const [, list = ''] = text.split('the compiler names');
  const named = new Set(Array.from(list.matchAll(/`(src\/\S+\.ts)`/g), ([, file]) => file));
  expect(named.size).toBeGreaterThan(3);
  expect([...told].toSorted()).toEqual([...named].toSorted());
});

const MODEL = 'mlx-xproto/qwen3-reference';
const reference = (copy: string, ...flags: string[]) =>
  [`"${process.execPath}"`, `"${join(copy, 'lib/src/cli.js')}"`, 'reference', '--port', '{port}', ...flags].join(' ');

/** A program that takes the flags of the recipe and is the reference server. */
const SCRIPT = (copy: string) => `#!/bin/sh
MLX_XPROTO_API_KEY="$MY_SERVER_API_KEY" exec "${process.execPath}" "${join(copy, 'lib/src/cli.js')}" reference --port "$6"
`;
