import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fill, REPOSITORY, temporary } from '../contract/folders.js';
import { act } from './tools.js';

/** What a user of the Action gets, and no more: dependencies and sources are not needed to run it. */
const SHIPPED = ['action.yml', 'merge', 'dist', 'golden', 'package.json', '.github'];

/** A scratch repository with the Action in it, as `uses: ./` wants it, and a workflow beside ours. */
export function scratchRepository(workflow = ''): string {
  const folder = join(temporary(), 'scratch');
  mkdirSync(folder);
  for (const name of SHIPPED) cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true });
  return workflow === '' ? folder : fill(folder, { '.github/workflows/scratch.yml': workflow });
}

interface Line {
  job?: string;
  command?: string;
  msg?: string;
  content?: string;
  arg?: string;
  name?: string;
  step?: string;
  stage?: string;
  stepResult?: string;
}

export interface Acted {
  status: number | null;
  /** The jobs that ended well. act leaves out what has no runner, and calls that success: count them. */
  succeeded: string[];
  failed: string[];
  /** Of the jobs whose name holds this. */
  summaries(job: string): string[];
  errors(job: string): string[];
  output(job: string, name: string): string | undefined;
  /** `Main Run ./`: success or failure. */
  step(job: string, step: string, stage: 'Pre' | 'Main' | 'Post'): string | undefined;
  log: string;
}

/** Runs a workflow of a repository by act, on this machine. `more` are further arguments. */
export async function runWorkflow(
  repository: string,
  workflow: string,
  more: string[] = [],
  env: Record<string, string> = {},
): Promise<Acted> {
  const cache = temporary();
  const standIns = pins().map(([action, pin]) => [
    '--local-repository',
    `actions/${action}@${pin}=${join(import.meta.dirname, 'stand-ins', action)}`,
  ]);
  const vars = { XPROTO_REPOSITORY: repository, XPROTO_ARTIFACTS: join(cache, 'artifacts'), XPROTO_LOST: '', ...env };
  const args = [
    ...['push', '-W', join('.github/workflows', workflow), '--json', '--action-offline-mode'],
    ...['ubuntu-latest', 'self-hosted'].flatMap((label) => ['-P', `${label}=-self-hosted`]),
    ...standIns.flat(),
    ...Object.entries(vars).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...more,
  ];
  // act takes the first `node` for every action: it must be the one of the tests.
  const path = [join(process.execPath, '..'), process.env.PATH].join(delimiter);
  const child = spawn(act(), args, {
    cwd: repository,
    env: { ...process.env, PATH: path, XDG_CACHE_HOME: cache, HOME: cache, GITHUB_TOKEN: '' },
  });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  child.stderr.resume();
  const [status] = (await once(child, 'close')) as [number | null];
  return acted(status, log);
}

function acted(status: number | null, log: string): Acted {
  const lines = log.split('\n').flatMap((line): Line[] => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const of = (job: string) => lines.filter((line) => line.job?.includes(job));
  const ended = (how: string) =>
    lines.filter(({ msg }) => msg?.includes(`Job ${how}`)).map(({ job = '' }) => job.trim());
  return {
    status,
    succeeded: ended('succeeded'),
    failed: ended('failed'),
    summaries: (job) => [
      ...new Set(of(job).flatMap(({ command, content }) => (command === 'summary' ? [content ?? ''] : []))),
    ],
    errors: (job) => of(job).flatMap(({ command, arg }) => (command === 'error' ? [arg ?? ''] : [])),
    output: (job, name) => of(job).findLast((line) => line.command === 'set-output' && line.name === name)?.arg,
    step: (job, step, stage) =>
      of(job).find((line) => line.stepResult && line.stage === stage && line.step?.includes(step))?.stepResult,
    log,
  };
}

/** The commits that our workflows use of GitHub's own actions. */
function pins(): [action: string, pin: string][] {
  const text = ['ci', 'conformance'].map((name) =>
    readFileSync(join(REPOSITORY, `.github/workflows/${name}.yml`), 'utf8'),
  );
  const found = text.join('\n').matchAll(/actions\/(checkout|(?:up|down)load-artifact)@(\S+)/g);
  return [...new Map(Array.from(found, ([, action = '', pin = '']) => [action, pin] as const))];
}
