import { expect, it } from 'vitest';
import { reportJsonSchema } from '../../../src/report/schema.js';

// To write it anew: npx vitest run --dir test/unit/report -u
it('docs/report.schema.json is the schema of report.json', async () => {
  const text = `${JSON.stringify(reportJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../../docs/report.schema.json');
});
