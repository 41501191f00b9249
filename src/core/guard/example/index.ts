/** The examples of all rules. They are run by `adf guard test` and by the tests, and are no part of the runner. */
import type { Examples } from "../rule/rule.ts";
import { CONTAINER_EXAMPLES } from "./container.ts";
import { DATABASE_EXAMPLES } from "./database.ts";
import { FACTORY_EXAMPLES } from "./factory.ts";
import { FILESYSTEM_EXAMPLES } from "./filesystem.ts";
import { GIT_EXAMPLES } from "./git.ts";
import { INFRASTRUCTURE_EXAMPLES } from "./infrastructure.ts";
import { NETWORK_EXAMPLES } from "./network.ts";
import { PACKAGE_EXAMPLES } from "./package.ts";
import { SECRET_EXAMPLES } from "./secret.ts";
import { SHELL_EXAMPLES } from "./shell.ts";
import { SYSTEM_EXAMPLES } from "./system.ts";

export const EXAMPLES: Examples = {
  ...FILESYSTEM_EXAMPLES,
  ...GIT_EXAMPLES,
  ...SYSTEM_EXAMPLES,
  ...DATABASE_EXAMPLES,
  ...CONTAINER_EXAMPLES,
  ...INFRASTRUCTURE_EXAMPLES,
  ...PACKAGE_EXAMPLES,
  ...NETWORK_EXAMPLES,
  ...SECRET_EXAMPLES,
  ...FACTORY_EXAMPLES,
  ...SHELL_EXAMPLES,
};
