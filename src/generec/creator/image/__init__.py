"""Pictures made of pictures: posters, covers, collages."""
