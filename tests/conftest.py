import pytest

from tests.helpers import profiles

# helpers that assert: a failure is explained as in a test's own file
pytest.register_assert_rewrite(
    "tests.helpers.worlds", "tests.helpers.networks", "tests.exports.exporting", "tests.rules.desks"
)
profiles.register()
