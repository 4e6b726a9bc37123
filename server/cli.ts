// Placeholder until the command line is there.
process.exitCode = 2;
