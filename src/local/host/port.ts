/** Ports of loopback. One is held from the moment it is chosen until its part listens, so that two starts at once choose two. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer, type Server } from "node:net";

export interface HeldPort {
  readonly port: number;
  /** Frees it for the part that shall have it; doing so twice changes nothing. */
  letGo(): Promise<void>;
}

/** Between the moment a port was let go and the one its part listened, another program took it. */
export class PortTaken extends Error {
  constructor(port: number, who: string, options?: { cause: unknown }) {
    super(`port ${port} is taken by ${who}`, options);
    this.name = "PortTaken";
  }
}

/** Null where another program listens there. `0` is any free one. */
export async function holdPort(wanted: number): Promise<HeldPort | null> {
  const server = createServer((socket) => socket.destroy());
  if (!(await listens(server, wanted))) return null;
  const address = server.address();
  let gone: Promise<void> | null = null;
  return {
    port: typeof address === "object" && address !== null ? address.port : wanted,
    letGo: () => {
      gone ??= new Promise((resolve) => server.close(() => resolve()));
      return gone;
    },
  };
}

function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    );
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
}

/** Who listens on a port of loopback, such as `node server.js (pid 4711)`; null where the system does not tell. */
export function whoListens(port: number): string | null {
  const sockets = new Set(listening(port).map((inode) => `socket:[${inode}]`));
  for (const pid of sockets.size === 0 ? [] : entries("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    for (const fd of entries(`/proc/${pid}/fd`)) {
      if (!sockets.has(attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`)))) continue;
      const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"))
        .replaceAll("\0", " ")
        .trim();
      return `${command.length > 80 ? `${command.slice(0, 79)}…` : command} (pid ${pid})`;
    }
  }
  return null;
}

/** Inodes of the sockets in the state LISTEN, from the kernel's table; none outside Linux. */
function listening(port: number): string[] {
  const LISTEN = "0A";
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    attempt(() => readFileSync(table, "utf8"))
      .split("\n")
      .flatMap((line) => {
        const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
        return state === LISTEN && Number.parseInt(local.split(":")[1] ?? "", 16) === port ? [inode] : [];
      }),
  );
}

const entries = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    // Another user's process, or one that ended while we looked.
    return [];
  }
};

const attempt = (read: () => string): string => {
  try {
    return read();
  } catch {
    return "";
  }
};
