"""Baskets of goods, and what they cost."""

from shop.cart import LIMIT, Cart
from .money import Price

__all__ = ["LIMIT", "Cart", "Price"]
