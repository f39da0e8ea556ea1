"""The platform end that one can run: training, pilots, tests (protocol.md). Shares wire and domain with the client."""
