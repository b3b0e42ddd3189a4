import { expect, it } from 'vitest';
import { viewOf } from '../../../src/checks/view.js';
import { exchange, received } from '../report/sample.js';

const said = (text: string) => exchange({ received: received({ status: 500, body: new TextEncoder().encode(text) }) });
const judged = (text: string) =>
  viewOf({ exchanges: [said(text)], knownModel: true, model: 'm', interrupted: null }, []).readings.length;

it('an answer that fails for want of Metal is not judged', () => {
  expect(judged('{"detail":"Generation failed: [metal_kernel] No Metal back-end."}')).toBe(0);
});

it('any other failure is', () => expect(judged('{"detail":"Generation failed."}')).toBe(1));
