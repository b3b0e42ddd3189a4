/** An option or a file that the user gave is wrong: exit status 2, and the message says which and what is allowed. */
export class WrongOption extends Error {
  override readonly name = 'WrongOption';
  readonly exitCode = 2;
}
