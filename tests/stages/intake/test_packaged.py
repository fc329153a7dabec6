"""A package in an archive: what its descriptor names is taken out, and the rest is told."""

import json
import zipfile

from pendopo.stages.intake.packaged import open_package
from pendopo.terms.finding import Finding
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from pendopo.terms.register import Source


def test_each_file_that_the_descriptor_does_not_name_is_told(tmp_path):
    path = tmp_path / "p.zip"
    told: list[Finding] = []
    named = {"name": "p", "resources": [{"name": "a", "path": "a.csv"}]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", json.dumps(named))
        archive.writestr("a.csv", "v\n1\n")
        archive.writestr("2025.csv", "v\n2\n")

    source = open_package(
        Submission(str(path), path.name, "", 0, "", ""), Reading(), tmp_path, told.append
    )

    assert isinstance(source, Source)
    assert source.package is not None
    assert source.package.texts("a.csv") == "v\n1\n"
    assert [one.values for one in told] == [{"others": "2025.csv"}]
