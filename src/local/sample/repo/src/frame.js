import { checksum, verify } from "./checksum.js";

const START = 0x54;
const HEAD = 3;
const TAIL = 2;

/** Start byte, length in two bytes, payload, checksum in two bytes; the high byte comes first. */
export function encode(payload) {
  const sum = checksum(payload);
  return [START, payload.length >> 8, payload.length & 0xff, ...payload, sum >> 8, sum & 0xff];
}

/** The payload of a telegram, or an error that says what is wrong with it. */
export function decode(bytes) {
  if (bytes[0] !== START) {
    throw new Error("not a telegram: the start byte is missing");
  }
  const length = (bytes[1] << 4) | bytes[2];
  if (bytes.length !== HEAD + length + TAIL) {
    throw new Error(`the telegram says ${length} bytes and has ${bytes.length - HEAD - TAIL}`);
  }
  const payload = bytes.slice(HEAD, HEAD + length);
  const sum = (bytes[HEAD + length] << 8) | bytes[HEAD + length + 1];
  if (!verify(payload, sum)) {
    throw new Error("the checksum does not fit");
  }
  return payload;
}
