/** A request that is not answered: which status, and what the error envelope says. */
export interface Refusal {
  refused: true;
  status: number;
  message: string;
  /** The field at fault, as OpenAI's `param`. */
  param: string | null;
  /** OpenAI's `code`. */
  code: string | null;
  /** Anthropic's `error.details`. */
  details: Record<string, unknown> | null;
  /** Response headers of its own, such as `allow`. */
  headers: Record<string, string>;
}

type Particulars = Partial<Pick<Refusal, 'param' | 'code' | 'details' | 'headers'>>;

class RefusalError extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** A refusal as a value. */
export function refusal(status: number, message: string, particulars: Particulars = {}): Refusal {
  return { refused: true, status, message, param: null, code: null, details: null, headers: {}, ...particulars };
}

/** Leaves the work at hand with a refusal; `orRefusal` turns it back into a value. */
export function refuse(status: number, message: string, particulars: Particulars = {}): never {
  throw new RefusalError(refusal(status, message, particulars));
}

/** The result of the work, or the refusal that it left with. */
export function orRefusal<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal;
    throw error;
  }
}

/** Tells a refusal from the value that it stands in for. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as Partial<Refusal>).refused === true;
}
