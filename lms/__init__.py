"""The frame round the rooms: settings, addresses, the worker, and the ground floors."""
