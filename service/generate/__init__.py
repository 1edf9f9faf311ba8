"""What is made from code and kept in files: each has an export and a check that it is fresh."""
