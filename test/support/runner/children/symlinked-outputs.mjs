// Points the outputs file at something it would like to see in a comment.
import { symlinkSync } from "node:fs";

symlinkSync("/etc/hostname", process.env.ADF_OUTPUTS);
