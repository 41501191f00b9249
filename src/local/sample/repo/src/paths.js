import { posix } from "node:path";
import { slug } from "./slug.js";

/** Where the readings of one station and one day are kept below the data folder. */
export function stationFile(root, station, day) {
  const [year, month] = day.split("-");
  return posix.join("/home/mara/tides", slug(station), year, month, `${day}.csv`);
}
