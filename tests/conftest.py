"""What every test may use."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The real samples beside the project; a test that asks for them is skipped where they are not there."""
    if not SAMPLES.is_dir():
        pytest.skip("no real samples beside the project")
    return SAMPLES
