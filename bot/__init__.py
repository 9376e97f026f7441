"""Questions, dialogue and wording. Synchronous, no network, no platform."""
