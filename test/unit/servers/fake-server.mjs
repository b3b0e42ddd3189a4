// A server that misbehaves on request: --port N, --delay MS before it listens, --die MS, --status N to die with,
// --stubborn (ignores SIGTERM), --family (starts a child of its own), --busy N (times 503 before 200).
// --deaf (never answers a POST).
// It writes its environment, its arguments and every POST to its log.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const flag = { type: 'boolean' };
const { values } = parseArgs({
  strict: false,
  options: {
    port: text,
    delay: text,
    die: text,
    status: text,
    busy: text,
    stubborn: flag,
    family: flag,
    deaf: flag,
    model: text,
  },
});
let busy = Number(values.busy ?? 0);
let loaded = null;

if (values.stubborn) process.on('SIGTERM', () => console.log('not now'));
if (values.family) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  console.log(`child ${child.pid}`);
}
if (values.die) setTimeout(() => process.exit(Number(values.status ?? 1)), Number(values.die));
console.log(`environment ${JSON.stringify(process.env)}`);
console.log(`cwd ${process.cwd()}`);
console.log(`arguments ${JSON.stringify(process.argv.slice(2))}`);

const server = createServer((request, response) => {
  const json = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method === 'POST') console.log(`POST ${request.url} ${request.headers.authorization}`);
  if (request.method === 'POST' && values.deaf) return;
  if (busy-- > 0) return json(503, { status: 'loading' });
  if (request.url === '/health') return json(200, { status: 'healthy', loaded, key: request.headers.authorization });
  if (request.url === '/v1/models') return json(200, { data: [{ id: 'the-own-model' }] });
  if (request.method === 'POST' && request.url === '/load/good') {
    loaded = 'good';
    return json(200, { loaded });
  }
  if (request.method === 'POST' && request.url.startsWith('/load/')) return json(500, { error: 'no such model' });
  return json(404, {});
});
setTimeout(
  () =>
    server.listen(Number(values.port ?? 0), '127.0.0.1', () =>
      console.log(`listening on http://127.0.0.1:${server.address().port}`),
    ),
  Number(values.delay ?? 0),
);
