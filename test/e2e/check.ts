import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../src/report/model.js';
import type { Finding } from '../../src/verdict/finding.js';
import { CLI, temporary } from '../contract/folders.js';
import { carrying } from '../contract/processes.js';

/** A run of the committed CLI on a real server with the golden model. */
export interface Checked {
  status: number | null;
  stdout: string;
  report: Report;
  /** Processes that were left running. */
  leftOver: number[];
  /** The findings of a rule that have a verdict. */
  of(rule: string): Finding[];
  /** Where a rule failed or warned: `case protocol mode`. */
  broken(rule: string): string[];
}

/** Checks a server; the product installs it, starts it and stops it. */
export async function check(server: string, ...flags: string[]): Promise<Checked> {
  const cwd = temporary();
  const id = `e2e-${randomUUID()}`;
  const args = [CLI, 'check', '--server', server, '--model', 'golden', ...flags];
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, NO_COLOR: '1', RUNNER_TRACKING_ID: id } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0 && status !== 1) throw new Error(`no verdict: ${stdout}\n${stderr.slice(-2000)}`);
  const report = Report.parse(JSON.parse(readFileSync(join(cwd, 'mlx-xproto-report', 'report.json'), 'utf8')));
  const of = (rule: string) => report.findings.filter((one) => one.rule === rule && one.verdict !== 'unknown');
  const broken = (rule: string) =>
    of(rule)
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ case: name, protocol, mode }) => `${name} ${protocol} ${mode}`);
  return { status, stdout, report, leftOver: carrying(`RUNNER_TRACKING_ID=${id}`), of, broken };
}
