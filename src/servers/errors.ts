export { WrongOption } from '../options/wrong-option.js';

/** The options are right, but there is no server to judge: exit status 3. */
export class ServerFailed extends Error {
  override readonly name = 'ServerFailed';
  readonly exitCode = 3;

  /** `logTail`: the last lines of what the program printed, raw: never show them without escaping. */
  constructor(
    message: string,
    readonly logTail: string[] = [],
  ) {
    super(message);
  }
}
