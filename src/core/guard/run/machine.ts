/** The words that the parts of the guard share while one line is judged. */
import type { Script } from "unbash";
import type { GuardContext } from "../decision.ts";
import type { Place } from "../path/zone.ts";
import type { Scope } from "../shell/scope.ts";

/** The circumstances in which a piece of text or an argument list runs. */
export interface Frame {
  readonly scope: Scope;
  /** What standard input holds; undefined when nothing is piped in. */
  readonly stdin?: string | undefined;
  /** On another machine or in a container. */
  readonly remote: boolean;
  /** Read from a script on disk: what only the environment knows is the script's business. */
  readonly lenient: boolean;
  readonly depth: number;
  /** Assignments before the command, and what `env` and `export` hand on. */
  readonly env: Readonly<Record<string, string>>;
}

/** One program about to run, after everything around it was peeled off. */
export interface Call {
  /** The program without its folder. */
  readonly name: string;
  /** The program as written. */
  readonly program: string;
  readonly argv: readonly string[];
  readonly frame: Frame;
  readonly place: Place;
}

export interface Objection {
  readonly rule: string;
  readonly evidence: string;
}

export interface Machine {
  readonly context: GuardContext;
  readonly objections: Objection[];
  /** True once something was denied: nothing after it can change the answer. */
  done(): boolean;
  /** Judges shell text and returns what it prints. */
  text(text: string, frame: Frame): string;
  script(script: Script, frame: Frame): string;
  /** Judges one argument list and returns what it prints. */
  argv(argv: readonly string[], frame: Frame): string;
  /** Judges the content of a file, or code given to an interpreter. */
  code(language: string, code: string, frame: Frame, argv?: readonly string[]): void;
  /** What a path holds: written by this line, or on disk. Null when unknown. */
  read(path: string, frame: Frame): string | null;
  /** Whether a text holds the beginning of a file on disk that this line has read. */
  fromDisk(text: string): boolean;
  /** Judges opening a file. */
  open(path: string, how: "read" | "write" | "append", frame: Frame): void;
  /** Judges what setting a variable makes other programs run. `frame` is the one outside the assignment. */
  variable(name: string, value: string, frame: Frame): void;
  object(rule: string, argv: readonly string[], frame: Frame): void;
  place(frame: Frame): Place;
  /** Whether a call has the shape of a pattern of the owner's policy. */
  matches(pattern: string, call: Call): boolean;
  /** Judged when all of the line has run. */
  atEnd(act: () => void): void;
  /** Counts work; past the limit everything is denied. */
  step(): void;
}

/** Raised inside one judgement and caught by it: the line is beyond what the guard follows. */
export class TooMuch extends Error {}

export const deeper = (frame: Frame, change: Partial<Frame> = {}): Frame => ({
  ...frame,
  depth: frame.depth + 1,
  ...change,
});
