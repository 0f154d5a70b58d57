"""Which rows stand where: order, groups, rows that come and go; hardly anything here knows Qt."""
