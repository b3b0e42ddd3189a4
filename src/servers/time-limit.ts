/**
 * Does the work with a signal that is aborted with the outer one, and after `limit` milliseconds. The timer is held for
 * as long as the work goes on: signals made by AbortSignal.timeout may be collected, and then never fire.
 */
export async function withTimeLimit<T>(
  outer: AbortSignal,
  limit: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const inner = new AbortController();
  const abort = () => inner.abort();
  const timer = setTimeout(abort, limit);
  outer.addEventListener('abort', abort);
  if (outer.aborted) abort();
  try {
    return await work(inner.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', abort);
  }
}
