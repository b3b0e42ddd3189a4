import { bodyText, type Exchange } from '../wire/exchange.js';

/**
 * Words of MLX itself for what only Apple's GPUs can do. On another machine such an answer tells of the machine, not of
 * the server: it is not judged, and the report says so.
 */
const NO_METAL = /\[metal_kernel\] No Metal back-end|no Metal back-?end/i;

/** Whether an exchange failed because this machine has no Metal. */
export function lacksMetal({ received }: Exchange): boolean {
  return received !== null && received.body.length < 10_000 && NO_METAL.test(bodyText(received));
}
