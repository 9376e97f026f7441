"""Metrics in Prometheus' text format, in a registry of their own."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from adapters.inbox import Standing
from adapters.meter import ErrorKind, Result

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_ENGINE: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_OVER: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0)


class Metrics:
    """A Meter that is read with `page`."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._results = Counter(
            "nachgefragt_messages", "Messages by what became of them.", ("platform", "result"), registry=registry
        )
        self._engine = Histogram(
            "nachgefragt_engine_seconds",
            "Working out a reply, without waiting before and sending after.",
            ("platform",),
            buckets=_ENGINE,
            registry=registry,
        )
        self._over = Histogram(
            "nachgefragt_event_seconds",
            "From an event's arrival until it was answered or passed over.",
            ("platform",),
            buckets=_OVER,
            registry=registry,
        )
        self._errors = Counter(
            "nachgefragt_platform_errors", "Failed calls to a platform.", ("platform", "kind"), registry=registry
        )
        self._open = Gauge("nachgefragt_inbox_open", "Events not answered yet.", ("platform",), registry=registry)
        self._aside = Gauge("nachgefragt_inbox_set_aside", "Events given up.", registry=registry)
        self._oldest = Gauge(
            "nachgefragt_inbox_oldest_seconds",
            "Age of the oldest open event, 0 without.",
            registry=registry,
        )

    def result(self, platform: str, result: Result) -> None:
        self._results.labels(platform, result).inc()

    def engine(self, platform: str, seconds: float) -> None:
        self._engine.labels(platform).observe(seconds)

    def over(self, platform: str, seconds: float) -> None:
        self._over.labels(platform).observe(seconds)

    def error(self, platform: str, kind: ErrorKind) -> None:
        self._errors.labels(platform, kind).inc()

    def page(self, standing: Standing, now: float) -> bytes:
        """All of it, with how the inbox stands. `now` in seconds since the epoch."""
        self._open.clear()
        for platform, count in standing.open.items():
            self._open.labels(platform).set(count)
        self._aside.set(standing.set_aside)
        self._oldest.set(0.0 if standing.oldest is None else max(0.0, now - standing.oldest))
        return generate_latest(self._registry)
