/** The options are wrong, so that no server was started: exit status 2. */
export class WrongOption extends Error {
  override readonly name = 'WrongOption';
  readonly exitCode = 2;
}

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
