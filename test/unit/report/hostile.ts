import fc from 'fast-check';

const PIECES = [
  '::error::',
  '::set-output name=verdict::pass',
  ' ::',
  '##[error]',
  '##[',
  '##',
  '[',
  '\n',
  '\r',
  '\r\n',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u200b',
  '\u001b[31m',
  '\0',
  '\t',
  '\ud83d',
  '\udc00',
  '👩‍🚀',
  'é',
  '日本',
  '|',
  '`',
  '```',
  '<',
  '</td></tr></table>',
  '</details>',
  '<!--',
  '&amp;',
  '@octocat',
  '#12',
  '](x)',
  '**',
  '\\',
  "'",
  '"',
  '$(id)',
  '$&',
  '%s',
  ' ',
  '  ',
  'word',
];

/** Text that a model or a server might send to be taken for something else. */
export const hostileText = fc.string({ unit: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 })) });

/** The runner's two recognisers, a little stricter than they are. */
export function isWorkflowCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || line.includes('##[');
}

/** Lines as any reader of a log may split them. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|[\n\r\u0085\u2028\u2029]/);
}
