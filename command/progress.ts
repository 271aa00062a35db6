import { Io } from './io';

/** Says what is going on, on standard error, once a step takes longer than this. */
const AFTER_MS = 1000;

/** Notes for people; `--quiet` has none of them. */
export class Progress {
  private readonly started = Date.now();

  constructor(private readonly io: Io, private readonly quiet: boolean) {}

  public note(line: string): void {
    if (!this.quiet) { this.io.stderr(`${line}\n`); }
  }

  /** Called between steps. */
  public step(what: string): void {
    if (this.io.stderrIsTerminal && Date.now() - this.started > AFTER_MS) { this.note(`${what} …`); }
  }
}
