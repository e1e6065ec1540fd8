"""One way out to the web: a request with limits, timeouts and messages that give nothing away."""
