import type { Finding } from '../verdict/finding.js';
import type { Exchange } from '../wire/exchange.js';
import { curlLine } from './curl.js';
import { bodyFile } from './evidence.js';
import { STANDINGS, standing } from './groups.js';
import { type Report, type ReportedExchange, SCHEMA_VERSION } from './model.js';
import { redactJson } from './redact.js';

/** What a run knows at its end. Everything of the report but the findings' order, the counts and the exchanges' form. */
export interface Outcome
  extends Pick<
    Report,
    | 'verdict'
    | 'exitCode'
    | 'reason'
    | 'server'
    | 'model'
    | 'profile'
    | 'plan'
    | 'startedAt'
    | 'durations'
    | 'notes'
    | 'baseline'
    | 'findings'
  > {
  exchanges: Exchange[];
  /** This tool's version. */
  version: string;
  /** Keys that must not be in any report, whoever repeats them. */
  secrets: string[];
}

/** The report of a run: findings sorted and counted, exchanges as what a reader needs of them, keys masked. */
export function buildReport(outcome: Outcome): Report {
  const { exchanges, version, secrets, findings, ...rest } = outcome;
  const report: Report = {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'mlx-xproto-action', version },
    ...rest,
    counts: countOf(findings),
    findings: sorted(findings),
    exchanges: exchanges.map(reported),
  };
  return redactJson(report, secrets);
}

function countOf(findings: Finding[]): Report['counts'] {
  const counts = { pass: 0, fail: 0, warn: 0, unknown: 0, known: 0 };
  for (const finding of findings) counts[standing(finding)] += 1;
  return counts;
}

/** R-OA-9 before R-OA-10. */
const natural = new Intl.Collator('en', { numeric: true });

function sorted(findings: Finding[]): Finding[] {
  const rank = (finding: Finding) => STANDINGS.indexOf(standing(finding));
  const names = ({ rule, case: name, protocol, mode }: Finding) => [rule, name, protocol, mode].join(' ');
  return findings.toSorted((a, b) => rank(a) - rank(b) || natural.compare(names(a), names(b)));
}

function reported(exchange: Exchange): ReportedExchange {
  const { id, case: name, protocol, mode, take, method, url, body, received, failure, timings } = exchange;
  return {
    id,
    case: name,
    protocol,
    mode,
    take,
    request: { method, url, body },
    status: received?.status ?? null,
    failure: failure === null ? null : `${failure.code}: ${failure.message}`,
    timings,
    file: `evidence/${bodyFile(id)}`,
    curl: curlLine(exchange),
  };
}
