import { isPlain } from '../untrusted.js';
import type { Exchange } from '../wire/exchange.js';
import { authScheme, isKeyHeader } from './redact.js';

/** What curl adds of its own accord; a request that does not have it must go out without it. */
const CURL_ADDS = { Accept: '-H Accept:', 'User-Agent': "-A ''", 'Content-Type': '-H Content-Type:' };

/** Linux takes no argument over 128 KiB; a pipe has no such limit. */
const LONGEST_ARGUMENT = 100_000;

type Request = Pick<Exchange, 'method' | 'url' | 'headers' | 'body'>;

/**
 * One line for a POSIX shell that sends this request again, byte for byte, with the key read from a variable.
 * The line holds no control and no invisible character, so that it can be shown in any log and copied from it.
 */
export function curlLine(exchange: Request, keyVariable = 'API_KEY'): string {
  const { method, url, headers, body } = exchange;
  const piped = body !== null && !isArgument(body);
  const words = [
    'curl -sSN -i',
    ...methodFlags(method, body),
    ...(/[[\]{}]/.test(url) ? ['-g'] : []),
    quote(url),
    ...Object.entries(headers).map(([name, value]) => headerFlag(name, value, keyVariable)),
    ...unwanted(headers, method, body),
    ...bodyFlags(method, body, piped),
  ];
  return piped ? `${printf(body)} | ${words.join(' ')}` : words.join(' ');
}

function methodFlags(method: Exchange['method'], body: string | null): string[] {
  if (method === 'HEAD') return ['--head'];
  const implied = method === 'POST' || (method === 'GET' && body === null);
  return implied ? [] : [`-X ${method}`];
}

function bodyFlags(method: Exchange['method'], body: string | null, piped: boolean): string[] {
  if (piped) return ['--data-binary @-'];
  if (body !== null) return [`--data-raw ${quote(body)}`];
  return method === 'POST' ? ["--data-raw ''"] : [];
}

function headerFlag(name: string, value: string, keyVariable: string): string {
  if (isKeyHeader(name)) return `-H ${quote(`${name}: ${authScheme(value)}`)}"$${keyVariable}"`;
  return `-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`;
}

function unwanted(headers: Record<string, string>, method: string, body: string | null): string[] {
  const sent = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const hasBody = body !== null || method === 'POST';
  return Object.entries(CURL_ADDS)
    .filter(([name]) => !sent.has(name.toLowerCase()) && (name !== 'Content-Type' || hasBody))
    .map(([, flag]) => flag);
}

function isArgument(text: string): boolean {
  return isPlain(text) && Buffer.byteLength(text) <= LONGEST_ARGUMENT;
}

function quote(text: string): string {
  return isPlain(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"$(${printf(text)})"`;
}

/** `printf` with every byte that a line cannot show, or that its format reads, as an octal escape. */
function printf(text: string): string {
  const format = text
    .replace(/##(?=\[)|(?<=^|\s):(?=:)|^-|[%'\\]/g, octal)
    .replace(/[^ -~]/gu, (character) => (isPlain(character) ? character : octal(character)));
  return `printf '${format}'`;
}

function octal(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
