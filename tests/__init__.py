"""The test suite; what lies where is said in CONTRIBUTING.md."""
