import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../src/checks/view.js';
import { lacksMetal } from '../../../src/verdict/platform.js';
import { exchange, received } from '../report/sample.js';

const said = (text: string) => exchange({ received: received({ status: 500, body: new TextEncoder().encode(text) }) });
const NO_METAL = '{"detail":"Generation failed: [metal_kernel] No Metal back-end."}';

describe('an answer', () => {
  it('that fails for want of Metal is not judged, any other failure is', () => {
    const judged = (text: string) =>
      viewOf({ exchanges: [said(text)], knownModel: true, model: 'm', interrupted: null }, []).readings.length;
    expect(judged(NO_METAL)).toBe(0);
    expect(judged('{"detail":"Generation failed."}')).toBe(1);
  });

  it.each([NO_METAL, 'no metal backend', 'No Metal back-end found'])('lacks Metal: %s', (text) => {
    expect(lacksMetal(said(text))).toBe(true);
  });

  it('that says nothing of it, or never came, does not', () => {
    expect(lacksMetal(said('Metal'))).toBe(false);
    expect(lacksMetal(exchange({ received: null }))).toBe(false);
  });

  it('that tells of Metal in a long text is an answer, and no failure', () => {
    expect(lacksMetal(said(NO_METAL.padEnd(9_999)))).toBe(true);
    expect(lacksMetal(said(NO_METAL.padEnd(10_000)))).toBe(false);
  });
});
