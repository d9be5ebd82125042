import pytest

from tests.helpers import profiles
from tests.helpers.once import Once

# helpers that assert: a failure is explained as in a test's own file
pytest.register_assert_rewrite(
    "tests.helpers.worlds", "tests.helpers.networks", "tests.exports.exporting", "tests.rules.desks"
)
profiles.register()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make what is only read once for all processes of the session: ``once("name", make)``, where ``make`` gets a folder."""
    return Once(tmp_path_factory)
