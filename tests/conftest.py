import gc

import pytest

from tests.helpers import profiles
from tests.helpers.once import Once
from tests.helpers.order import rank

# helpers that assert: a failure is explained as in a test's own file
pytest.register_assert_rewrite(
    "tests.helpers.worlds", "tests.helpers.networks", "tests.exports.exporting", "tests.rules.desks"
)
profiles.register()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first."""
    items.sort(key=lambda item: rank(item.path))


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: the collector of garbage need not look at them each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make what is only read once for all processes of the session: ``once("name", make)``, where ``make`` gets a folder."""
    return Once(tmp_path_factory)
