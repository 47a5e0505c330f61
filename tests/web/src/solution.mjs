/** What Ben writes, up to where he is. */
export const SOLUTION = `from typing import List


def merge(intervals: List[List[int]]) -> List[List[int]]:
    """Merge all intervals that overlap or touch."""
    if not intervals:
        return []

    # Sort by start: overlaps become neighbours.
    intervals.sort(key=lambda pair: pair[0])

    merged = [intervals[0]]
    for start, end in intervals[1:]:
        last = merged[-1]
        if start <= last[1]:
            last[1] = max(last[1], end)
        else:
            merged.append([start, end])
    return merged
`;

/** What Mira adds. */
export const CHECK = `

# Touching intervals count as overlapping.
assert merge([[1, 4], [4, 5]]) == [[1, 5]]
`;
