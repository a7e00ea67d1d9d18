"""Back-tests in admin: started, followed, and read."""
