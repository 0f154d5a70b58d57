"""Returns on paper (打印): the workbook's sheets as pages, painted to PDF or to a printer."""
