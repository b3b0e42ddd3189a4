import * as z from 'zod';
import { Report, SCHEMA_VERSION } from './model.js';

/** The JSON Schema of report.json, for those who read it without us. It is open: later versions may add to an object. */
export function reportJsonSchema(): Record<string, unknown> {
  const title = `mlx-xproto-action report, schema version ${SCHEMA_VERSION}`;
  return { ...z.toJSONSchema(Report.meta({ title }), { target: 'draft-2020-12', io: 'input' }) };
}
