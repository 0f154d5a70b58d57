"""Sealed workbooks (封签): returns, answers, keys, collection templates; proving what stands in them."""
