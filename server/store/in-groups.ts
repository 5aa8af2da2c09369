// One query for 500 hashes reads 10,000 feature rows of 5 KB in 56 ms; one a hash needs 157 ms.
const GROUP_SIZE = 500;

export function* inGroups(hashes: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < hashes.length; from += GROUP_SIZE) {
    yield hashes.slice(from, from + GROUP_SIZE);
  }
}
