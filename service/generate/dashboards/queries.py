"""What the panels of every dashboard ask Prometheus.

Every query aggregates, for it must hold with and without the label `worker`.
"""

from prometheus_client.metrics import MetricWrapperBase

from service.generate.metrics_table import exposed_name

RATE = "$__rate_interval"
PER_SECOND = "suffix: /s"
QUANTILES = (0.5, 0.95, 0.99)


class Queries:
    """Selectors and rates with the dashboard's variables in them."""

    def __init__(self, selector: str) -> None:
        self.selector = selector

    def of(self, metric: MetricWrapperBase | str, suffix: str = "", **labels: str) -> str:
        name = metric if isinstance(metric, str) else exposed_name(metric)
        chosen = [self.selector, *(f'{label}="{value}"' for label, value in labels.items())]
        return f"{name}{suffix}{{{','.join(chosen)}}}"

    def rate(self, metric: MetricWrapperBase | str, suffix: str = "", **labels: str) -> str:
        return f"rate({self.of(metric, suffix, **labels)}[{RATE}])"

    def quantiles(self, metric: MetricWrapperBase, **labels: str) -> list[tuple[str, str]]:
        return [
            (
                f"p{quantile * 100:g}",
                f"histogram_quantile({quantile:g}, "
                f"sum by (le) ({self.rate(metric, '_bucket', **labels)}))",
            )
            for quantile in QUANTILES
        ]
