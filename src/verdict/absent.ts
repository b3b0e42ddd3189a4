import { type Exchange, PROTOCOLS, type ProtocolName } from '../wire/exchange.js';

/** What a web framework answers where it has no such route. */
const NO_ROUTE = [404, 405];
/** What a guard in front of it may say to a request without the right key. */
const GUARDED = [...NO_ROUTE, 401, 403];

/**
 * The APIs that a server does not have: every good request got 404 or 405, and no bad one was understood either, so that
 * it is not the model that was not found. Nothing else can be said of such an API.
 */
export function absentProtocols(exchanges: Exchange[]): ProtocolName[] {
  return PROTOCOLS.filter((protocol) => {
    const sent = exchanges.filter((one) => one.protocol === protocol && one.purpose !== 'route');
    const all = (statuses: number[], some: Exchange[]) =>
      some.every(({ received }) => received !== null && statuses.includes(received.status));
    const good = sent.filter(({ purpose }) => purpose === 'answer');
    return good.length > 0 && all(NO_ROUTE, good) && all(GUARDED, sent);
  });
}
