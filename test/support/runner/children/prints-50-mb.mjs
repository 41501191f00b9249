// Prints 50 MB as fast as the pipe takes it.
import { writeSync } from "node:fs";

const line = Buffer.from(`${"x".repeat(1023)}\n`);
for (let n = 0; n < 50 * 1024; n += 1) {
  for (let at = 0; at < line.length; ) {
    try {
      at += writeSync(1, line, at);
    } catch (cause) {
      if (cause.code !== "EAGAIN") throw cause;
    }
  }
}
