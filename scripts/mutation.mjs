// `npm run mutation`: changes the pure parts in thousands of small ways and counts how many of them the tests notice.
// Writes docs/mutation.json and docs/mutation.md; the mutants that nobody noticed are listed in .cache/mutation.
// Arguments name single parts or files: `npm run mutation -- verdict src/checks/stops.ts`; the others keep their numbers.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, matchesGlob, resolve } from 'node:path';
import { Stryker } from '@stryker-mutator/core';

const CACHE = resolve('.cache');
const TYPESCRIPT = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-transform-types',
  '--import',
  resolve('scripts/mutation/typescript.ts'),
];
/** What the museum's servers are asked, and what they answer, comes from these. */
const EVIDENCE_FROM = [
  'golden/cases',
  'golden/prompts',
  'src/golden',
  'src/plan',
  'src/protocols',
  'src/reference',
  'src/wire',
];

const MACHINERY = ['catalogue', 'field', 'judge', 'rule', 'sources', 'view'].map((name) => `src/checks/${name}.ts`);
/** A part with `tests` is held against unit tests; one without, against the museum's evidence and cases by hand. */
const PARTS = [
  { name: 'verdict', mutate: ['src/verdict/*.ts'], tests: ['test/unit/verdict/*.test.ts'] },
  { name: 'sse', mutate: ['src/wire/sse.ts'], tests: ['test/unit/wire/sse.test.ts'] },
  { name: 'protocols', mutate: ['src/protocols/**/*.ts'], tests: ['test/unit/protocols/*.test.ts'] },
  {
    name: 'machinery',
    mutate: MACHINERY,
    tests: ['field', 'judge', 'catalogue', 'sources', 'view'].map((name) => `test/unit/checks/${name}.test.ts`),
  },
  { name: 'rules', mutate: ['src/checks/*.ts', ...MACHINERY.map((file) => `!${file}`)], tests: null },
];

const INTRODUCTION = `# Do the tests notice?

[StrykerJS](https://stryker-mutator.io) changes the pure parts of the sources in small ways, a \`<\` to \`<=\`, a condition to
\`true\`, one way at a time. A mutant is killed when a test fails by it. \`npm run mutation\` counts them.

- \`src/verdict\`, \`src/protocols\`, \`src/wire/sse.ts\` and what the rules are built on are held against their unit tests.
- The rules are held against the museum: what each of its servers said is recorded once, and each rule is judged on all of it.
  What it must find must be there, and nothing else. The cases in \`test/unit/checks/cases\` come first.
- Left out are mutants that only change a text for people: sentences, and what a finding says was expected, came, and where
  (\`scripts/mutation/prose.ts\`). No logic is left out, and a mutant that changes nothing that can be seen counts as one
  that was not killed.
- It takes about an hour on two cores, and is not a part of \`npm run verify\`.
`;

const wanted = process.argv.slice(2);
const isFile = (name) => name.startsWith('src/');
const unknown = wanted.filter((name) => !isFile(name) && !PARTS.some((part) => part.name === name));
if (unknown.length > 0)
  throw new Error(`no such part: ${unknown}; there are ${PARTS.map(({ name }) => name).join(', ')}`);

mkdirSync(join(CACHE, 'mutation'), { recursive: true });
let known = existsSync('docs/mutation.json') ? JSON.parse(readFileSync('docs/mutation.json', 'utf8')) : {};
for (const part of PARTS) {
  const own = wanted.filter((name) => isFile(name) && holds(part, name));
  if (wanted.length > 0 && own.length === 0 && !wanted.includes(part.name)) continue;
  const excluded = part.mutate.filter((pattern) => pattern.startsWith('!'));
  const mutants = await mutate(own.length > 0 ? { ...part, mutate: [...own, ...excluded] } : part);
  known = Object.fromEntries(Object.entries({ ...known, ...summary(mutants) }).sort());
  writeFileSync('docs/mutation.json', `${JSON.stringify(known, null, 2)}\n`);
  writeFileSync('docs/mutation.md', page(known));
}

function holds({ mutate }, file) {
  return mutate.some((pattern) => matchesGlob(file, pattern)) && !mutate.includes(`!${file}`);
}

/** Runs Stryker on a part. */
async function mutate({ mutate, tests }) {
  if (tests) process.env.MUTATION_TESTS = tests.join(',');
  else process.env.MUSEUM_EVIDENCE = evidence();
  const stryker = new Stryker({
    mutate,
    testRunner: tests ? 'vitest' : 'museum',
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
    testRunnerNodeArgs: tests ? [] : TYPESCRIPT,
    plugins: [
      '@stryker-mutator/vitest-runner',
      resolve('scripts/mutation/runner.ts'),
      resolve('scripts/mutation/prose.ts'),
    ],
    ignorers: ['prose'],
    coverageAnalysis: 'perTest',
    concurrency: 1,
    timeoutMS: 30_000,
    reporters: ['progress'],
    // Stryker would rewrite it by an API that TypeScript 7 does not have.
    tsconfigFile: 'none.json',
    tempDirName: join('.cache', 'stryker'),
    ignorePatterns: ['.cache', 'dist', 'docs', 'golden/gguf', 'golden/model', 'golden/train'],
    warnings: { slow: false },
  });
  return stryker.runMutationTest();
}

/** The file with the museum's evidence; made where the sources have changed since it was. */
function evidence() {
  const hash = createHash('sha256');
  for (const folder of EVIDENCE_FROM) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
    }
  }
  const file = join(CACHE, 'museum', `${hash.digest('hex').slice(0, 16)}.bin`);
  if (!existsSync(file)) {
    execFileSync(process.execPath, [...TYPESCRIPT, 'scripts/mutation/record.ts', file], { stdio: 'inherit' });
  }
  return file;
}

/** Mutants killed and all, by file; mutants that only change a text for people are not among them. */
function summary(mutants) {
  const date = new Date().toISOString().slice(0, 10);
  const files = {};
  const left = {};
  for (const { fileName, status, location, mutatorName, replacement } of mutants) {
    // What cannot even be loaded is no mutant.
    if (!['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status)) continue;
    const file = fileName.slice(process.cwd().length + 1);
    files[file] ??= { killed: 0, total: 0, date };
    left[file] ??= [];
    files[file].total++;
    if (status === 'Killed' || status === 'Timeout') files[file].killed++;
    else left[file].push(`${location.start.line}:${location.start.column} ${mutatorName} ${status}: ${replacement}`);
  }
  for (const [file, some] of Object.entries(left)) {
    writeFileSync(join(CACHE, 'mutation', `${file.replaceAll('/', '.')}.txt`), some.map((one) => `${one}\n`).join(''));
  }
  return files;
}

function page(known) {
  const files = Object.entries(known);
  const row = (title, some) => {
    const [killed, total] = ['killed', 'total'].map((key) => some.reduce((sum, [, one]) => sum + one[key], 0));
    return `| ${title} | ${killed} of ${total} | ${((100 * killed) / total).toFixed(1)} % |`;
  };
  const table = (rows) => ['| | mutants killed | |', '| --- | --- | --- |', ...rows].join('\n');
  const folders = [...new Set(files.map(([file]) => folderOf(file)))];
  const byFolder = folders.map((folder) =>
    row(
      `\`${folder}\``,
      files.filter(([file]) => folderOf(file) === folder),
    ),
  );
  const dates = files.map(([, { date }]) => date).sort();
  return `${INTRODUCTION}
${table([...byFolder, row('all', files)])}

A file that is not listed was not counted yet. Counted ${dates[0] === dates.at(-1) ? `on ${dates[0]}` : `from ${dates[0]} to ${dates.at(-1)}`}. File by file:

${table(files.map((file) => row(`\`${file[0]}\``, [file])))}
`;
}

function folderOf(file) {
  return file === 'src/wire/sse.ts' ? file : file.split('/').slice(0, 2).join('/');
}
