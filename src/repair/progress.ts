/** One line per step for whoever watches, and a sign of life when a step takes longer than two seconds. */
export interface Progress {
  say(line: string): void;
  /** What the next sign of life says, until the next line. */
  doing(status: () => string): void;
  end(): void;
}

const SILENCE_MS = 1_800;

export function startProgress(write: (line: string) => void): Progress {
  let status: () => string = () => "working";
  let last = performance.now();
  const say = (line: string) => {
    last = performance.now();
    write(line);
  };
  const timer = setInterval(() => {
    if (performance.now() - last >= SILENCE_MS) say(status());
  }, 300);
  timer.unref();
  return {
    say,
    doing: (next) => {
      status = next;
    },
    end: () => clearInterval(timer),
  };
}
