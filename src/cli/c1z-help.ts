/** Which .c1z files are read, in one line for `--help`. */
export const whatIsRead =
  "Reads .c1z files that hold SQLite; ConductorOne's own connectors write them with --storage-engine sqlite.";
