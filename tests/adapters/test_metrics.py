"""The page of metrics says what was counted, in a form that Prometheus' own parser reads."""

from __future__ import annotations

import threading

from prometheus_client.parser import text_string_to_metric_families

from adapters.inbox import Standing
from adapters.meter import Meter
from adapters.metrics import Metrics


def values(metrics: Metrics, standing: Standing, now: float = 1000.0) -> dict[str, float]:
    """Each sample with its labels as it stands on the page."""
    page = metrics.page(standing, now).decode()
    return {
        sample.name + "".join(f" {key}={value}" for key, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def test_what_was_counted_is_on_the_page() -> None:
    """Results and errors by platform, times as histograms, from several threads."""
    metrics = Metrics()
    meter: Meter = metrics
    threads = [threading.Thread(target=meter.result, args=("slack", "answered")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    meter.result("telegram", "failed")
    meter.engine("slack", 0.0035)
    meter.over("slack", 0.3)
    meter.error("telegram", "429")
    found = values(metrics, Standing())
    assert found["nachgefragt_messages_total platform=slack result=answered"] == 20
    assert found["nachgefragt_messages_total platform=telegram result=failed"] == 1
    assert found["nachgefragt_engine_seconds_bucket le=0.005 platform=slack"] == 1
    assert found["nachgefragt_engine_seconds_bucket le=0.002 platform=slack"] == 0
    assert found["nachgefragt_event_seconds_sum platform=slack"] == 0.3
    assert found["nachgefragt_platform_errors_total kind=429 platform=telegram"] == 1
    assert found["process_resident_memory_bytes"] > 1_000_000


def test_the_inbox_stands_as_it_is_when_asked() -> None:
    """Open events by platform, those set aside, the oldest one's age; nothing stays of what was."""
    metrics = Metrics()
    found = values(metrics, Standing(open={"slack": 3, "telegram": 1}, set_aside=2, oldest=940.0))
    assert found["nachgefragt_inbox_open platform=slack"] == 3
    assert found["nachgefragt_inbox_set_aside"] == 2
    assert found["nachgefragt_inbox_oldest_seconds"] == 60
    found = values(metrics, Standing(oldest=2000.0))
    assert not [name for name in found if name.startswith("nachgefragt_inbox_open")]
    assert (found["nachgefragt_inbox_set_aside"], found["nachgefragt_inbox_oldest_seconds"]) == (0, 0)
    assert values(metrics, Standing())["nachgefragt_inbox_oldest_seconds"] == 0


def test_each_process_counts_for_itself() -> None:
    """Two of them beside one another do not share a registry."""
    first, second = Metrics(), Metrics()
    first.result("slack", "answered")
    assert not [name for name in values(second, Standing()) if "answered" in name]
