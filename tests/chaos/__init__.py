"""What the delivery promise is worth: killed workers, absent brokers, poison."""
