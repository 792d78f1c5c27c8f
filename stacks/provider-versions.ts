/**
 * The versions of the providers that this project is tested with, by their local names. The output names them
 * exactly: CDKTF's own lock file is thrown away with the output, so a range would mean whatever is newest.
 */
export const providerVersions: Readonly<Record<string, string>> = {
  conductorone: '1.5.0',
  kubernetes: '3.2.1',
};
