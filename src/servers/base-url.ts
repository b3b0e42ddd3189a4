import { WrongOption } from './errors.js';

export interface BaseUrls {
  openai: string;
  anthropic: string;
}

/**
 * Both base URLs without a slash at the end. Where only one is given, the other is the same server's by the usual
 * layout (`/v1` for OpenAI, the root for Anthropic). Null where none is given. Throws WrongOption for what is no http
 * URL, and where the second cannot be told from the first.
 */
export function baseUrls(openai: string | null, anthropic: string | null): BaseUrls | null {
  const first = openai && trimmed('openai-base-url', openai);
  const second = anthropic && trimmed('anthropic-base-url', anthropic);
  if (first && second) return { openai: first, anthropic: second };
  if (second) return { openai: `${second}/v1`, anthropic: second };
  if (!first) return null;
  if (first.endsWith('/v1')) return { openai: first, anthropic: first.slice(0, -'/v1'.length) };
  throw new WrongOption(`give anthropic-base-url too: it cannot be told from openai-base-url ${first}`);
}

/** Host and port of a URL, for a TCP connection: IPv6 without brackets, the scheme's port where none is written. */
export function endpoint(url: string): { host: string; port: number } {
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

function trimmed(option: string, url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new WrongOption(`${option}: "${url}" is no URL such as http://127.0.0.1:8080`);
  }
  return url.replace(/\/+$/, '');
}
