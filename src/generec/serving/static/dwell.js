// Time by the page's clock while something holds: no counting of ticks, so a slow machine measures the same.

export class Clock {
  constructor() {
    this.total = 0;
    this.since = null;
  }

  /** Run or stand still from now on. */
  run(on) {
    const now = performance.now();
    if (this.since !== null) this.total += now - this.since;
    this.since = on ? now : null;
  }

  /** Seconds so far. */
  get seconds() {
    return (this.total + (this.since === null ? 0 : performance.now() - this.since)) / 1000;
  }

  /** Seconds so far; from here on they are counted anew. */
  take() {
    const found = this.seconds;
    this.total = 0;
    if (this.since !== null) this.since = performance.now();
    return found;
  }
}
