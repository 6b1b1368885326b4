"""What officers do with a public-interest report: every act by the book, one row in the trail each."""
