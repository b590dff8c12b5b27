import make_jobs
import pytest
from access.world import World, a_world


@pytest.fixture
def world(db: None, settings) -> World:  # type: ignore[no-untyped-def]
    """Two communes with everything that belongs to people, and everybody who might ask."""
    settings.JOB_TASKS = [*settings.JOB_TASKS, *make_jobs.TASKS]
    return a_world()
