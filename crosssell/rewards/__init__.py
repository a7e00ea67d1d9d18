"""What a bundle gives, one file each; pure."""
