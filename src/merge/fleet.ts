import type { Member, Report } from '../report/model.js';
import { serverName } from '../report/phrases.js';
import { type Conclusion, countVerdicts, worst } from '../verdict/lattice.js';
import { VERSION } from '../version.js';

/** A member's folder below the merged report's. */
export function memberFolder(report: Report, k: number): string {
  const words = `${serverName(report)} ${report.model}`.replace(/[^A-Za-z0-9.]+/g, '-');
  return `members/${k + 1}-${words.slice(0, 80)}`;
}

/** One report of several servers, models or both: every finding says whose it is. */
export function fleetReport(reports: Report[]): Report {
  const names = namesOf(reports);
  const parts = reports.map((report, k) => ({ report, name: names[k] ?? '', folder: memberFolder(report, k) }));
  const members = parts.map(({ report, name }): Member => {
    const { verdict, exitCode, reason, counts } = report;
    return { name, verdict, exitCode, reason, counts };
  });
  const findings = parts.flatMap(({ report, name, folder }) =>
    report.findings.map((one) => ({
      ...one,
      id: `${one.id} (${name})`,
      member: name,
      exchanges: one.exchanges.map((id) => `${folder}/${id}`),
    })),
  );
  const exchanges = parts.flatMap(({ report, folder }) =>
    report.exchanges.map((one) => ({ ...one, id: `${folder}/${one.id}`, file: `${folder}/${one.file}` })),
  );
  const distinct = (of: (report: Report) => string) => [...new Set(reports.map(of))].join(', ');
  return {
    schemaVersion: 1,
    tool: { name: 'mlx-xproto-action', version: VERSION },
    ...fleetConclusion(members),
    counts: countVerdicts(findings),
    server: { name: distinct(serverName), version: null, openaiBaseUrl: '', anthropicBaseUrl: '' },
    model: distinct(({ model }) => model),
    profile: distinct(({ profile }) => profile),
    startedAt: reports.map(({ startedAt }) => startedAt).sort()[0] ?? '',
    durations: {
      total: Math.max(...reports.map(({ durations }) => durations.total)),
      startup: Math.max(...reports.map(({ durations }) => durations.startup)),
      exchanges: Math.max(...reports.map(({ durations }) => durations.exchanges)),
    },
    notes: parts.flatMap(({ report, name }) => report.notes.map((note) => `${name}: ${note}`)),
    members,
    baseline: null,
    findings,
    exchanges,
  };
}

/** `mlx-vlm 0.7.10`, with the model where one server has several, and a number where even that is not enough. */
function namesOf(reports: Report[]): string[] {
  const models = new Set(reports.map(({ model }) => model));
  const names = reports.map((one) => (models.size > 1 ? `${serverName(one)}, ${one.model}` : serverName(one)));
  return names.map((name, k) => (names.filter((one) => one === name).length > 1 ? `${name} #${k + 1}` : name));
}

/** A failure is a fact, whatever else is unknown; a member without a verdict leaves the fleet without one. */
function fleetConclusion(members: Member[]): Conclusion {
  const verdict = worst(members.map((one) => one.verdict));
  const exits = members.map(({ exitCode }) => exitCode);
  const exitCode = exits.includes(1) ? 1 : exits.includes(3) ? 3 : 0;
  const said = members.filter((one) => one.verdict === verdict).map(({ name, reason }) => `${name}: ${reason}`);
  const missed = verdict === 'fail' ? members.filter((one) => one.verdict === 'unknown') : [];
  const reasons = verdict === 'pass' ? [] : [...said, ...missed.map(({ name, reason }) => `${name}: ${reason}`)];
  return {
    verdict: verdict === 'warn' ? 'pass' : verdict,
    exitCode,
    reason: reasons.join('; ') || `${members.length} servers and models passed`,
  };
}
