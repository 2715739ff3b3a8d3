"""A small load generator: a few keep-alive connections for a few seconds, in a process of its own on the other core."""

from __future__ import annotations

import http.client
import json
import os
import sys
import threading
import time


def hammer(port: int, path: str, cookie: str, seconds: float, connections: int) -> dict[str, float]:
    """Requests per second and latency percentiles in milliseconds; any answer but 200 ends the run."""
    taken: list[list[float]] = [[] for _ in range(connections)]
    until = time.perf_counter() + seconds

    def run(mine: list[float]) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Cookie": cookie, "Accept-Encoding": "identity"}
        while (started := time.perf_counter()) < until:
            link.request("GET", path, headers=headers)
            answer = link.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path} answered {answer.status}")
            mine.append(time.perf_counter() - started)
        link.close()

    threads = [threading.Thread(target=run, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(t for mine in taken for t in mine)
    return {
        "rps": len(times) / seconds,
        "p50": 1000 * times[len(times) // 2],
        "p99": 1000 * times[int(len(times) * 0.99)],
    }


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    given = json.loads(sys.argv[1])
    print(json.dumps(hammer(**given)))
