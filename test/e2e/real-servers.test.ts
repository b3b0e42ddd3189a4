import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBaseline } from '../../src/report/baseline-file.js';
import { hold } from '../../src/verdict/baseline.js';
import { REPOSITORY } from '../contract/folders.js';
import { type Checked, check } from './check.js';

/** Installing takes a minute or two where the cache is empty. */
const LONG = 600_000;

/** One run, made once and shared by the statements about it. */
function once(server: string, ...flags: string[]): () => Checked {
  let checked: Checked;
  beforeAll(async () => {
    checked = await check(server, ...flags);
  }, LONG);
  return () => checked;
}

/** The places of a rule, as protocols and modes. */
const cells = (places: string[]) => [...new Set(places.map((place) => place.replace(/^\S+ /, '')))].sort();

const FOUR = ['anthropic-messages plain', 'anthropic-messages stream', 'openai-chat plain', 'openai-chat stream'];

function describeRun(run: () => Checked): void {
  test('the run finds mismatches, and ends with status 1', () => {
    expect(run().status).toBe(1);
    expect(run().report).toMatchObject({ verdict: 'fail', exitCode: 1 });
  });

  test('most rules could be judged', () => {
    const { findings } = run().report;
    const judged = new Set(findings.filter(({ verdict }) => verdict !== 'unknown').map(({ rule }) => rule));
    expect(judged.size).toBeGreaterThan(60);
  });

  test('it goes right far more often than wrong: the run itself worked', () => {
    const { pass, fail } = run().report.counts;
    expect(pass).toBeGreaterThan(5 * fail);
    expect(
      run()
        .of('G-01')
        .filter(({ verdict }) => verdict === 'pass').length,
    ).toBeGreaterThan(50);
  });

  test('tool calls come through both APIs, plain and streamed', () => {
    const calls = run()
      .of('G-04')
      .filter((one) => one.case === 'tool_call_request');
    expect(calls.map(({ protocol, mode, verdict }) => `${protocol} ${mode} ${verdict}`).sort()).toEqual(
      FOUR.map((place) => `${place} pass`),
    );
  });

  test('nothing is left running', () => {
    expect(run().leftOver).toEqual([]);
  });
}

const baselineOf = (server: string) => join(REPOSITORY, 'baselines', `${server}.json`);

/** What fails is what the committed baseline knows, no more and no less: the server is the same, and so are we. */
function holdsItsBaseline(server: string, run: () => Checked): void {
  test('fails exactly where its baseline says', async () => {
    const { baseline } = await loadBaseline(baselineOf(server));
    const { findings, stale } = hold(run().report.findings, baseline, true);
    const fresh = findings.filter(({ verdict, known }) => verdict === 'fail' && known === undefined);
    expect({ fresh: fresh.map(({ id, actual }) => `${id}: ${actual}`), stale }).toEqual({ fresh: [], stale: [] });
  });
}

/** A run that is held against the committed baseline. */
function describeBaseline(server: string): void {
  describe('held against its baseline', () => {
    const run = once(server, '--baseline', baselineOf(server));
    holdsItsBaseline(server, run);

    test('is green, and still shows what is known', () => {
      expect(run().report.baseline?.stale).toEqual([]);
      expect(run().report).toMatchObject({ verdict: 'pass', exitCode: 0 });
      expect(run().report.counts.known).toBeGreaterThan(20);
      expect(run().stdout).toContain('Known to the baseline');
      expect(run().status).toBe(0);
    });

    test('nothing is left running', () => {
      expect(run().leftOver).toEqual([]);
    });
  });
}

function describeSeed(server: string): void {
  describe('in the profile of the first suite', () => {
    const run = once(server, '--profile', 'seed');

    test.each(Array.from({ length: 11 }, (_, k) => `SEED-${String(k + 1).padStart(2, '0')}`))('%s passes', (rule) => {
      expect(
        run()
          .of(rule)
          .map(({ verdict }) => verdict),
      ).toEqual(['pass']);
    });

    test('nothing is left running', () => {
      expect(run().leftOver).toEqual([]);
    });
  });
}

describe('mlx-vlm', () => {
  const run = once('mlx-vlm');
  describeRun(run);

  test('ignores stop strings in the OpenAI API', () => {
    expect(cells(run().broken('R-OA-31'))).toEqual(['openai-chat plain', 'openai-chat stream']);
    expect(cells(run().broken('R-X-08'))).toEqual(expect.arrayContaining(['openai-chat plain', 'openai-chat stream']));
  });

  test('repeats the role in every chunk', () => {
    expect(cells(run().broken('R-OA-44'))).toEqual(['openai-chat stream']);
  });

  test('has the web framework’s envelope for errors of the OpenAI API', () => {
    expect(run().broken('R-OA-67')).toContain('bad_request+missing_messages openai-chat plain');
  });

  test('does not take the key as x-api-key', () => {
    expect(run().broken('R-AN-69')).toEqual([expect.stringMatching(/\+x_api_key_only anthropic-messages plain$/)]);
  });

  test('ignores max_completion_tokens', () => {
    expect(run().broken('R-OA-73')).toEqual(['count_up+max_completion_tokens openai-chat plain']);
  });

  holdsItsBaseline('mlx-vlm', run);

  describeSeed('mlx-vlm');
});

describe('mlx-manager', () => {
  const run = once('mlx-manager');
  describeRun(run);

  test('samples at temperature 0', () => {
    expect(cells(run().broken('R-X-38'))).toEqual(['anthropic-messages plain', 'openai-chat plain']);
  });

  test('ignores stop strings in both APIs', () => {
    expect(cells(run().broken('R-OA-31'))).toEqual(['openai-chat plain', 'openai-chat stream']);
    expect(cells(run().broken('R-AN-19'))).toEqual(['anthropic-messages plain', 'anthropic-messages stream']);
  });

  test('streams no usage, or a wrong one', () => {
    expect(cells(run().broken('R-OA-61'))).toEqual(['openai-chat stream']);
    expect(cells(run().broken('R-X-03'))).toEqual(['anthropic-messages stream', 'openai-chat stream']);
  });

  test('ignores what the request says of tools in the Anthropic API', () => {
    expect(cells(run().broken('R-X-20'))).toEqual(expect.arrayContaining(['anthropic-messages plain']));
  });

  test('streams a tool call otherwise than it answers it', () => {
    const differing = [...run().broken('R-X-01'), ...run().broken('R-X-02')];
    expect(differing.filter((place) => place.startsWith('tool_call_request '))).not.toEqual([]);
  });

  test('has its own envelope for errors in both APIs', () => {
    expect(run().broken('R-AN-65')).toContain('bad_request+missing_messages anthropic-messages plain');
    expect(run().broken('R-OA-67')).toContain('bad_request+missing_messages openai-chat plain');
  });

  holdsItsBaseline('mlx-manager', run);
  describeSeed('mlx-manager');
});

describe('rapid-mlx', () => describeBaseline('rapid-mlx'));

describe('mlx-lm, which has no Anthropic API', () => {
  const run = once('mlx-lm');
  holdsItsBaseline('mlx-lm', run);

  test('the run says so by one finding, and ends with status 1', () => {
    expect(run().status).toBe(1);
    expect(run().broken('G-49')).toEqual(['run anthropic-messages plain']);
    const { findings, notes } = run().report;
    expect(findings.filter(({ protocol }) => protocol === 'anthropic-messages')).toHaveLength(1);
    expect(notes.join('\n')).toMatch(/^Not there: anthropic-messages\./m);
  });

  test('its other API is judged as any', () => {
    expect(run().of('G-01')).not.toEqual([]);
    expect(run().broken('G-01')).toEqual([]);
    expect(cells(run().broken('R-OA-44'))).toEqual(['openai-chat stream']);
  });

  test('nothing is left running', () => {
    expect(run().leftOver).toEqual([]);
  });
});

describe('llama-server, as docs/servers.md has it', () => {
  const run = once('llama-server');
  holdsItsBaseline('llama-server', run);

  test('is the documented command', () => {
    const page = readFileSync(join(REPOSITORY, 'docs/servers.md'), 'utf8');
    const [, command] = /^```sh\n(.*)\n```$/m.exec(page) ?? [];
    expect(command).toBe('node dist/cli/index.js check --server llama-server --model golden');
  });

  test('both APIs answer, and calls come through both', () => {
    expect(run().status).toBe(1);
    expect(run().broken('G-49')).toEqual([]);
    expect(run().broken('G-01')).toEqual([]);
    expect(run().broken('G-04')).toEqual([]);
  });

  test('names a matched stop string, but not as the reason to stop', () => {
    expect(run().broken('R-AN-18')).toEqual([
      'count_up+stop_inside anthropic-messages plain',
      'count_up+stop_inside anthropic-messages stream',
    ]);
    expect(run().broken('R-OA-31')).toEqual([]);
  });

  test('nothing is left running', () => {
    expect(run().leftOver).toEqual([]);
  });
});
