// A server for the contract tests: answers both APIs with one text, and makes trouble on request.
//   --port N        where it listens; without --mute it always does
//   --mute          never listens; with --die-after 0 it ends itself at once
//   --stubborn      does not obey SIGTERM
//   --delay MS      before each answer to a POST, but for those of the launcher, which asks for a single token
//   --die-after N   ends itself after N answers, in the middle of the next
//   --hostile       puts what a runner or a terminal might obey into texts, errors, headers, events and its log
//   --echo-key      repeats the key that it was sent, in texts and errors
//   --log-key       writes the key that it was sent to its log
// It starts a child that outlives it, and writes its environment to its log.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const HOSTILE = [
  '::set-output name=verdict::pass',
  '::stop-commands::x',
  '  ::error::forged\r::add-mask::e\r\n::warning::forged',
  'text ##[error]forged',
  '\u2028::debug::forged\u0085::notice::forged',
  '\u001b[5mBLINK\u001b]0;title\u0007',
].join('\n');

const flag = { type: 'boolean' };
const value = { type: 'string' };
const { values } = parseArgs({
  options: {
    ...{ port: value, delay: value, 'die-after': value },
    ...{ mute: flag, stubborn: flag, hostile: flag, 'echo-key': flag, 'log-key': flag },
  },
});
const say = (text) => console.log(values.hostile ? `${text}\n${HOSTILE}` : text);

spawn('sleep', ['300'], { stdio: 'ignore' }).unref();
say(`environment ${JSON.stringify(process.env)}`);

let left = Number(values['die-after'] ?? Number.POSITIVE_INFINITY);
const server = createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const body = parse(Buffer.concat(pieces).toString());
  if (request.method === 'POST') {
    const delay = body?.max_tokens === 1 ? 0 : Number(values.delay ?? 0);
    await new Promise((resolve) => setTimeout(resolve, delay));
    if (left-- <= 0) fallOver();
  }
  if (values['log-key']) say(`asked with ${JSON.stringify(request.headers)}`);
  const key = values['echo-key'] ? JSON.stringify(request.headers) : '';
  const text = `Hello. ${values.hostile ? HOSTILE : ''}${key}`;
  const json = (status, content) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  if (request.method !== 'POST') json(200, { data: [] });
  else if (!Array.isArray(body?.messages) || body.messages.length === 0) json(400, { error: { message: text } });
  else if (body.stream) stream(response, text);
  else json(200, request.url.includes('/chat/completions') ? completion(text) : message(text));
});
if (values.stubborn) process.on('SIGTERM', () => say('not now'));
if (!values.mute) server.listen(Number(values.port), '127.0.0.1', () => say('listening'));
else if (left === 0) fallOver();
else setInterval(() => {}, 1000);

function fallOver() {
  say('the model fell over');
  process.exit(7);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function completion(content) {
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: content }];
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  return { id: content, object: content, created: 1, model: content, choices, usage };
}

function message(text) {
  const usage = { input_tokens: 1, output_tokens: 1 };
  const content = [{ type: 'text', text }];
  return { id: text, type: text, role: 'assistant', model: text, content, stop_reason: text, usage };
}

/** No stream that a protocol knows: the text as lines, as events and as JSON. */
function stream(response, text) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-text': text.replace(/[^ -~]/g, ' ') });
  response.write(`${text}\n\nevent: ${text.replaceAll('\n', ' ')}\ndata: ${JSON.stringify({ type: text })}\n\n`);
  response.end(`data: ${text.replaceAll('\n', '\ndata: ')}\n\n`);
}
