"""What browsers are given: pages, their files, the checks before each request and the response cache."""
