"""Read bandwidth of memory as one thread draws it.

memchr() looks for a byte that is not there, in a buffer several times as large as the last-level cache: the C library
reads it with the widest vectors that the processor has, several at a time. Counted is the processor time of the
reading thread, so that what it waits for a core does not count.
"""
import time

HOW = "memchr over a buffer several times the last-level cache, one thread, its processor time, median"
LEAST_BYTES, MOST_BYTES = 256 << 20, 1 << 30
REPEATS = 9


def read_bandwidth_bytes_per_s(cache_bytes):
    """(median, best) of some passes."""
    size_bytes = min(max(LEAST_BYTES, 4 * cache_bytes), MOST_BYTES)
    buffer = bytearray(b"\xff") * size_bytes  # written, so that every page has memory of its own
    rates = []
    for _ in range(REPEATS):
        begin = time.thread_time()
        if buffer.find(b"\0") != -1:
            raise RuntimeError("the buffer does not hold what was written")
        rates.append(size_bytes / (time.thread_time() - begin))
    rates.sort()
    return rates[len(rates) // 2], rates[-1]
