"""Says that the package holds compiled code, for a platform of its own; all else stands in pyproject.toml."""
from setuptools import Distribution, setup


class Compiled(Distribution):
    def has_ext_modules(self):
        return True


setup(distclass=Compiled)
