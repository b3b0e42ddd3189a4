import { get } from './probes.js';
import type { ServerWish } from './types.js';

/** The id of the first model that the server offers at /v1/models; the option's text where it does not tell. */
export async function servedModel(origin: string, { apiKey, signal, model }: ServerWish): Promise<string> {
  const answer = await get({ origin, apiKey, logFile: '', signal }, '/v1/models');
  try {
    const list = JSON.parse(answer?.text ?? '') as { data?: { id?: unknown }[] };
    const id = list.data?.[0]?.id;
    return typeof id === 'string' && id !== '' ? id : model;
  } catch {
    return model;
  }
}
