/** Where the rules come from: the documents that define the two APIs and the framing, by family of ids. */
export interface Source {
  title: string;
  url: string;
}

const openai = (title: string, page: string): Source => ({
  title: `OpenAI API reference, ${title}`,
  url: `https://platform.openai.com/docs/${page}`,
});
const anthropic = (title: string, page: string): Source => ({
  title: `Anthropic documentation, ${title}`,
  url: `https://docs.anthropic.com/en/${page}`,
});
const own = (title: string): Source => ({
  title,
  url: 'https://github.com/org/mlx-xproto-action/blob/v1/docs/design.md#relations',
});

type Family = [prefix: string, from: number, to: number, source: Source];

const FAMILIES: Family[] = [
  ['R-OA', 1, 32, openai('the chat completion object', 'api-reference/chat/object')],
  ['R-OA', 33, 66, openai('streaming', 'api-reference/chat/streaming')],
  ['R-OA', 67, 75, openai('error codes', 'guides/error-codes')],
  ['R-AN', 1, 26, anthropic('messages', 'api/messages')],
  ['R-AN', 27, 64, anthropic('streaming messages', 'docs/build-with-claude/streaming')],
  ['R-AN', 65, 68, anthropic('errors', 'api/errors')],
  ['R-AN', 69, 72, anthropic('versions and headers', 'api/versioning')],
  ['R-AN', 73, 73, anthropic('count tokens', 'api/messages-count-tokens')],
  ['R-AN', 74, 77, anthropic('messages', 'api/messages')],
  [
    'R-SSE',
    1,
    99,
    {
      title: 'HTML Living Standard, server-sent events',
      url: 'https://html.spec.whatwg.org/multipage/server-sent-events.html',
    },
  ],
  ['R-X', 1, 99, own('What both APIs document must hold on both sides')],
  ['G', 1, 99, own('What clients of either API rely on')],
  ['SEED', 1, 11, own('The first suite')],
];

/** The document behind a rule; undefined where there is none, which a test forbids. */
export function sourceOf(id: string): Source | undefined {
  const [, prefix, number] = /^(.+)-(\d+)$/.exec(id) ?? [];
  return FAMILIES.find(
    ([family, from, to]) => family === prefix && Number(number) >= from && Number(number) <= to,
  )?.[3];
}
