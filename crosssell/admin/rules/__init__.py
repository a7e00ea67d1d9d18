"""Rules in admin: their pages, their forms, and each rule in words."""
