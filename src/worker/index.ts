/** The Worker's entry: the public face, the two crons, the queue consumers and the objects. */
export default {
  fetch(): Response {
    return new Response("ok");
  },
} satisfies ExportedHandler;
