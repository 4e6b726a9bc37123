export function buildJudge(): string;
