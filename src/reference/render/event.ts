/** One event of a stream before it is written as SSE. */
export interface StreamEvent {
  /** The `event:` line; none where absent. */
  event?: string;
  /** The `data:` line: JSON, or a string that goes out as it is. */
  data?: unknown;
  /** A comment line before the event, or alone. */
  comment?: string;
  /** Milliseconds to wait before it is sent; the pace of the server where absent. */
  delay?: number;
}
