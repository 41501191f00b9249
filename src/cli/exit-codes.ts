/** What the exit status of `adf` means. Scripts rely on these: a number is never given a second meaning. */
export const EXIT = {
  ok: 0,
  /** Everything worked, and the factory's answer is no: nothing to route to, something left undone. */
  no: 1,
  /** The command line or its input is wrong; nothing was done. */
  usage: 2,
  /** The factory, the forge or a runner did not answer. Trying again may help. */
  unreachable: 3,
  /** The other side answered and refused: wrong token, wrong version. Trying again does not help. */
  refused: 4,
  /** A defect of adf itself. */
  defect: 70,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_HELP = `Exit status:
  0  done
  1  done, and the factory's answer is no
  2  the command line or its input is wrong; nothing was done
  3  the factory or the forge cannot be reached; try again
  4  the other side refused: wrong token or version
  70 a defect of adf itself; please report it
  130 interrupted`;
