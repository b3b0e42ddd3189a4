import { type AnyRule, EXCLUDED } from '../checks/catalogue.js';
import type { Defect } from '../reference/defects/defect.js';
import { explanationOf } from './explanation.js';

const CHAPTERS: [title: string, prefix: string][] = [
  ['OpenAI Chat Completions', 'R-OA-'],
  ['Anthropic Messages', 'R-AN-'],
  ['Framing of streams', 'R-SSE-'],
  ['Replies against each other', 'R-X-'],
  ['What clients rely on besides', 'G-'],
  ['The first suite', 'SEED-'],
];

/** `docs/rules.md`: every rule with its sentence, its severity, why it matters, its source, and what proves it. */
export function rulesPage(rules: AnyRule[], defects: Defect[]): string {
  const chapters = CHAPTERS.flatMap(([title, prefix]) => {
    const own = rules.filter(({ id }) => id.startsWith(prefix)).toSorted((a, b) => natural.compare(a.id, b.id));
    return [`## ${title}`, '', ...own.flatMap((rule) => entry(rule, defects))];
  });
  const excluded = EXCLUDED.map(({ id, reason }) => `- \`${id}\`: ${reason}.`);
  return [...INTRODUCTION, ...chapters, '## Not judged', '', ...excluded, ''].join('\n');
}

const natural = new Intl.Collator('en', { numeric: true });

const INTRODUCTION = [
  '# Rules',
  '',
  'An `error` breaks an official client or changes what is said; a `warning` is a deviation that clients tolerate.',
  'T-numbers name observations of the official clients; `owner/repository#n` is the report of somebody who was hit.',
  'Each defect is a small change of the reference server; the museum demands that the rule finds it, and nothing else does.',
  '',
];

function entry(rule: AnyRule, defects: Defect[]): string[] {
  const { id, severity, sentence, why } = rule;
  const { source, proofs, more } = explanationOf(rule, defects);
  const shown = proofs.map((one) => `\`${one.id}\` (${one.source})`);
  return [
    `### ${id}`,
    '',
    `**${sentence}** (${severity})`,
    '',
    `- Why: ${why}.`,
    ...(source ? [`- Source: [${source.title}](${source.url})`] : []),
    ...(shown.length > 0 ? [`- Proved by: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`] : []),
    '',
  ];
}
