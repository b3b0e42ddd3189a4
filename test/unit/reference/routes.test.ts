import { describe, expect, it } from 'vitest';
import { MODEL, post, server } from './helpers.js';

const url = await server();
const locked = await server({}, 'secret');
const good = { model: MODEL, max_tokens: 9, messages: [{ role: 'user', content: 'Hello!' }] };
const VERSION = { 'anthropic-version': '2023-06-01' };

const get = async (path: string, headers: Record<string, string> = {}, base = url) => {
  const response = await fetch(base + path, { headers });
  return { status: response.status, json: (await response.json()) as unknown };
};

describe('the other routes', () => {
  it('list the model in the shape of the protocol', async () => {
    const openai = { id: MODEL, object: 'model', created: expect.any(Number), owned_by: 'reference' };
    expect(await get('/v1/models')).toEqual({ status: 200, json: { object: 'list', data: [openai] } });
    expect(await get(`/v1/models/${MODEL}`)).toEqual({ status: 200, json: openai });
    const anthropic = { type: 'model', id: MODEL, display_name: MODEL, created_at: expect.any(String) };
    const list = { data: [anthropic], has_more: false, first_id: MODEL, last_id: MODEL };
    expect(await get('/v1/models', VERSION)).toEqual({ status: 200, json: list });
  });

  it('say that the server lives', async () => {
    expect(await get('/health')).toEqual({ status: 200, json: { status: 'ok' } });
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  it('are 404 or 405 in the envelope of their path', async () => {
    expect(await get('/v1/nothing')).toMatchObject({ status: 404, json: { error: { code: null } } });
    expect(await get('/v1/messages/nothing')).toMatchObject({ status: 404, json: { type: 'error' } });
    expect(await get('/v1/chat/completions')).toMatchObject({ status: 405, json: { error: { code: null } } });
    expect(await get('/v1/messages')).toMatchObject({ status: 405, json: { type: 'error' } });
    expect(await get('/v1/models/none')).toMatchObject({ status: 404 });
  });

  it('do not look at query strings, betas and versions', async () => {
    const headers = { 'anthropic-beta': 'no-such-beta', 'anthropic-version': '2026-10-21' };
    expect((await post(url, '/v1/messages?beta=true', good, headers)).status).toBe(200);
  });

  it('take JSON only', async () => {
    expect((await post(url, '/v1/messages', good, { 'content-type': 'text/plain' })).status).toBe(400);
  });
});

describe('a key', () => {
  it.each(['/v1/chat/completions', '/v1/messages', '/v1/messages/count_tokens'])('opens %s', async (path) => {
    const status = async (headers: Record<string, string>) => (await post(locked, path, good, headers)).status;
    expect(await status({ authorization: 'Bearer secret' })).toBe(200);
    expect(await status({ 'x-api-key': 'secret' })).toBe(200);
    expect(await status({ 'x-api-key': 'wrong' })).toBe(401);
    expect(await status({})).toBe(401);
  });

  it('is missed in the envelope of the route', async () => {
    expect((await post(locked, '/v1/messages', good)).json).toMatchObject({ error: { type: 'authentication_error' } });
    expect((await post(locked, '/v1/chat/completions', good)).json).toMatchObject({
      error: { code: 'invalid_api_key' },
    });
    expect((await get('/v1/models', {}, locked)).status).toBe(401);
    expect((await get('/health', {}, locked)).status).toBe(200);
  });
});
