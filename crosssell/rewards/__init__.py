"""What a bundle or a tier of a threshold gives, one file each; pure."""
