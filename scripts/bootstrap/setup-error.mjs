/** What stops the set-up, as a sentence for the person who typed the command. */
export class SetupError extends Error {
  name = 'SetupError';
  exitCode;

  constructor(message, exitCode = 3) {
    super(message);
    this.exitCode = exitCode;
  }
}
