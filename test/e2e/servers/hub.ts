import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const COMMIT = 'c'.repeat(40);

export interface Hub {
  url: string;
  /** Method and path of every request. */
  asked: string[];
  close(): void;
}

/** The part of the hub that a download asks for, on this machine, with one repository: the files of a folder. */
export async function serveHub(id: string, folder: string): Promise<Hub> {
  const asked: string[] = [];
  const names = readdirSync(folder);
  const content = (name: string) => readFileSync(join(folder, name));
  const digest = (name: string) => createHash('sha1').update(content(name)).digest('hex');
  const json = (response: ServerResponse, value: unknown) =>
    response.writeHead(200, { 'content-type': 'application/json', 'x-repo-commit': COMMIT }).end(JSON.stringify(value));
  const server = createServer(({ method, url = '' }, response) => {
    const path = decodeURIComponent(url.split('?')[0] ?? '');
    const name = names.find((one) => path === `/${id}/resolve/${COMMIT}/${one}`);
    asked.push(`${method} ${path}`);
    if (path === `/api/models/${id}/revision/main`) {
      json(response, { id, sha: COMMIT, siblings: names.map((rfilename) => ({ rfilename })) });
    } else if (path === `/api/models/${id}/tree/${COMMIT}`) {
      const entry = (one: string) => ({ type: 'file', path: one, size: content(one).length, oid: digest(one) });
      json(response, names.map(entry));
    } else if (name !== undefined) {
      const headers = { 'content-length': content(name).length, etag: `"${digest(name)}"`, 'x-repo-commit': COMMIT };
      response.writeHead(200, headers).end(method === 'HEAD' ? '' : content(name));
    } else {
      response.writeHead(404).end('{}');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, close: () => server.close() };
}
