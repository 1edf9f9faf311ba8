"""What those see who run the service: metrics, dashboards and alerts, on a real Prometheus."""
