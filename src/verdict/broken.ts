import type { Evidence } from '../wire/exchange.js';

/** Why no verdict on this evidence can be trusted; null where there is no such reason. */
export function brokenBy({ exchanges, interrupted }: Evidence, crashes: string[]): string | null {
  if (interrupted !== null) return interrupted;
  if (crashes.length > 0) return `a check of this tool failed: ${crashes[0]}`;
  // A route that answers 404 is a finding; a protocol that never gave an HTTP reply is a silence.
  const asked = [...new Set(exchanges.map(({ protocol }) => protocol))];
  const silent = asked.find((one) => exchanges.every(({ protocol, received }) => protocol !== one || !received));
  return silent === undefined ? null : `no request of ${silent} was answered at all`;
}
