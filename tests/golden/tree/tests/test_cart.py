from shop.cart import Cart, Line, cost
import shop.nothing


def test_an_empty_basket_costs_nothing():
    assert cost(Cart()) == 0


class TestLine:
    def test_lines_are_equal_by_article(self):
        assert Line("tea", 1) == Line("tea", 2)
