// Placeholder until the server is there.
export {};
