/** A forge in a process of its own, to be killed: `node forge-child.ts <dir>` prints one line, url and token. */
import { startForge } from "../../../src/local/forge/server.ts";
import { SCOPES } from "./rig.ts";

const forge = await startForge({ dir: process.argv[2] ?? "" });
forge.admin.createAccount({ login: "owner" });
if (!forge.admin.hasRepo("owner/sample")) await forge.admin.createRepo({ owner: "owner", name: "sample" });
console.log(JSON.stringify({ url: forge.url, token: forge.admin.createToken("owner", SCOPES) }));
