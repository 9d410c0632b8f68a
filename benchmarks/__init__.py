"""What the service costs, always beside a floor measured in the same run; see README.md."""
