"""What the workflows run is there: scripts, their package groups, the folders that they publish."""
import pathlib
import re
import unittest

from _tokroof import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


class Workflows(unittest.TestCase):
    def commands(self):
        for file in WORKFLOWS:
            for command in re.findall(r"^\s*(?:- )?run: (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE):
                yield file.name, command.split("  #")[0]

    def test_there_is_one_to_test_to_release_and_to_publish_the_page(self):
        self.assertEqual([file.stem for file in WORKFLOWS], ["ci", "pages", "release"])

    def test_the_scripts_that_they_run_can_be_run(self):
        found = set()
        for name, command in self.commands():
            for script in re.findall(r"(?:^|&& )(\./\S+|scripts/\S+)", command):
                with self.subTest(name, script=script):
                    self.assertTrue((ROOT / script).stat().st_mode & 0o111)
                    found.add(script)
        self.assertLessEqual({"./test", "scripts/test-release", "scripts/build-web"}, found)

    def test_the_package_groups_are_known(self):
        known = set(re.findall(r"^    (\w+)\)", (ROOT / "scripts" / "install-packages").read_text(encoding="utf-8"), re.MULTILINE))
        asked = {group for _, command in self.commands() if command.startswith("scripts/install-packages")
                 for group in command.split()[1:]}
        self.assertTrue(asked)
        self.assertLessEqual(asked, known)

    def test_a_tag_is_compared_with_the_version_as_it_is_written(self):
        pattern = "project(tokroof VERSION "
        self.assertIn(pattern, (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
        self.assertRegex((ROOT / "CMakeLists.txt").read_text(encoding="utf-8"), rf"(?m)^{re.escape(pattern)}\d+\.\d+\.\d+ ")

    def test_what_is_published_is_what_the_build_of_the_site_writes(self):
        pages = (ROOT / ".github" / "workflows" / "pages.yml").read_text(encoding="utf-8")
        folder = pathlib.PurePosixPath(re.search(r"path: (\S+)", pages)[1])
        self.assertIn(f"Builds the documents into {folder}", (ROOT / "scripts" / "build-site").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
