/** How Node is called for the runner. Before 22, the WebSocket that wakes it is there only when asked for. Pure. */
export const nodeWords = (path: string, major: number): string[] =>
  major < 22 ? [path, "--experimental-websocket"] : [path];
