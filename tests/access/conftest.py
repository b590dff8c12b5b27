import pytest
from access.world import World, a_world


@pytest.fixture
def world(db: None) -> World:
    """Two communes with everything that belongs to people, and everybody who might ask."""
    return a_world()
