import { OPTIONS, type Shape } from './table.js';

/** What stands in `action.yml` and in the docs of the options: generated, so that it cannot drift. */

const OUTPUTS = {
  verdict: '`pass`, `fail` or `unknown`',
  passed: 'Number of checks that passed.',
  failed: 'Number of checks that found a mismatch.',
  unknown: 'Number of checks without a verdict.',
  'report-dir': 'Where the report is.',
};

/** The Action's metadata. */
export function actionYml(): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const inputs = Object.values(OPTIONS).flatMap(({ name, about, default: fallback }) => [
    `  ${name}:`,
    `    description: ${quoted(about)}`,
    '    required: false',
    `    default: ${quoted(fallback)}`,
  ]);
  const outputs = Object.entries(OUTPUTS).flatMap(([name, about]) => [
    `  ${name}:`,
    `    description: ${quoted(about)}`,
  ]);
  return [
    '# Generated from src/options/table.ts by `npm run build`.',
    'name: mlx-xproto',
    'author: The mlx-xproto-action contributors',
    "description: 'Proves that the OpenAI API and the Anthropic API of one local LLM server say the same thing.'",
    'branding:',
    '  icon: check-square',
    '  color: purple',
    'inputs:',
    ...inputs,
    'outputs:',
    ...outputs,
    'runs:',
    '  using: node24',
    '  main: dist/main/index.js',
    '  post: dist/post/index.js',
    '  post-if: always()',
    '',
  ].join('\n');
}

/** `action-types.yml`: the types of inputs and outputs, for those who write workflows in a typed language. */
export function actionTypesYml(): string {
  const inputs = Object.values(OPTIONS).flatMap(({ name, shape }) => [`  ${name}:`, ...typeOf(shape, '    ')]);
  const outputs = Object.keys(OUTPUTS).flatMap((name) => [
    `  ${name}:`,
    ...(name === 'verdict'
      ? typeOf({ one: ['pass', 'fail', 'unknown'] }, '    ')
      : [`    type: ${kindOfOutput(name)}`]),
  ]);
  return [
    '# Generated from src/options/table.ts by `npm run build`.',
    'inputs:',
    ...inputs,
    'outputs:',
    ...outputs,
    '',
  ].join('\n');
}

const kindOfOutput = (name: string) => (name === 'report-dir' ? 'string' : 'integer');

function typeOf(shape: Shape | undefined, indent: string): string[] {
  if (shape === undefined) return [`${indent}type: string`];
  if ('one' in shape) {
    return [`${indent}type: enum`, `${indent}allowed-values:`, ...shape.one.map((value) => `${indent}  - ${value}`)];
  }
  const item = typeOf(shape.list === null ? undefined : { one: shape.list }, `${indent}  `);
  return [`${indent}type: list`, `${indent}separator: ','`, `${indent}list-item:`, ...item];
}

/** Every option with its meaning and its default, as a table. */
function optionsTable(): string[] {
  const rows = Object.values(OPTIONS).map(
    ({ name, about, default: fallback }) => `| \`${name}\` | ${about} | ${fallback === '' ? '' : `\`${fallback}\``} |`,
  );
  return ['| option | meaning | default |', '| --- | --- | --- |', ...rows];
}

/** The README with the table of options where its two marks are. */
export function withOptions(readme: string): string {
  const parts = readme.split(/(<!-- options -->\n)[\s\S]*?(<!-- \/options -->)/);
  if (parts.length !== 4) throw new Error('README.md must have <!-- options --> and <!-- /options --> once');
  const [before, open, close, after] = parts;
  // A blank line on either side: otherwise it is not read as Markdown inside of <details>.
  return [before, open, ['', ...optionsTable(), '', ''].join('\n'), close, after].join('');
}

/** The options as a page of the docs. */
export function optionsPage(): string {
  return [
    '# Options',
    '',
    'The same names as inputs of the Action (`with: request-timeout: 90s`) and as flags of the CLI',
    '(`--request-timeout 90s`). An option that is not in this table is an error.',
    '',
    ...optionsTable(),
    '',
    '## Outputs of the Action',
    '',
    '| output | meaning |',
    '| --- | --- |',
    ...Object.entries(OUTPUTS).map(([name, about]) => `| \`${name}\` | ${about} |`),
    '',
    '## Exit status',
    '',
    '| status | meaning |',
    '| --- | --- |',
    '| 0 | Nothing failed. |',
    '| 1 | A mismatch was found. |',
    '| 2 | An option or a file is wrong. |',
    '| 3 | No verdict: the server did not start or died, a protocol was never answered, or more than a third of the cases are undecided. |',
    '',
  ].join('\n');
}
