"""What differs between desktops: folders, one program per data folder."""
