/** Below this, a key is a placeholder such as `x` or `none`: masking it would blot out the evidence and protect nothing. */
const SHORTEST_SECRET = 8;

const KEY_HEADERS = new Set(['authorization', 'proxy-authorization', 'x-api-key', 'api-key']);

/** True for a request header that carries the key. */
export function isKeyHeader(name: string): boolean {
  return KEY_HEADERS.has(name.toLowerCase());
}

/** What stands before the key in such a header: `Bearer ` or nothing. */
export function authScheme(value: string): string {
  return /^(bearer|basic|token) /i.exec(value)?.[0] ?? '';
}

/** Text with every spelling of every secret replaced by `***`. */
export function redactText(text: string, secrets: string[]): string {
  return spellings(secrets).reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

/** Bytes with every secret starred out, one star for a byte: offsets into a body stay true. */
export function redactBytes(bytes: Uint8Array, secrets: string[]): Uint8Array {
  const masked = Buffer.from(bytes);
  for (const secret of spellings(secrets)) {
    const length = Buffer.byteLength(secret);
    for (let at = masked.indexOf(secret); at >= 0; at = masked.indexOf(secret, at + length)) {
      masked.fill('*', at, at + length);
    }
  }
  return new Uint8Array(masked);
}

/** A JSON value with every string in it redacted. */
export function redactJson<T>(value: T, secrets: string[]): T {
  if (spellings(secrets).length === 0) return value;
  return JSON.parse(JSON.stringify(value), (_key, part) =>
    typeof part === 'string' ? redactText(part, secrets) : part,
  );
}

/** Request headers whose key is `***`, the scheme kept; whatever the key is. */
export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isKeyHeader(name) ? `${authScheme(value)}***` : value]),
  );
}

function spellings(secrets: string[]): string[] {
  const long = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  const all = long.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}
