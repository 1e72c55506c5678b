"""What every test shares."""

import os

from hypothesis import settings

os.environ["HF_HUB_OFFLINE"] = "1"
# A deadline measures the machine, not the code; the same examples on every run keep CI honest.
settings.register_profile("citewise", deadline=None, derandomize=True)
settings.load_profile("citewise")
