using Gateway.Operations.LivePage;
using Gateway.Signals.Recent;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Operations.LivePage;

/// <summary>Lines that stay where the eye, the pointer or the keyboard has them.</summary>
public sealed class RouteTableTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RouteTable _table;

    public RouteTableTests() => _table = new RouteTable(_time);

    [Fact]
    public void Names_are_sorted_from_A_and_figures_from_the_largest_until_they_are_turned_round()
    {
        Take(("b", 1), ("a", 2), ("c", 2));
        Assert.Equal("a b c", Names());
        Sort(Rate, ("b", 1), ("a", 2), ("c", 2));
        Assert.Equal("a c b", Names());
        Sort(Rate, ("b", 1), ("a", 2), ("c", 2));
        Assert.Equal("b a c", Names());
    }

    [Fact]
    public void An_order_holds_for_five_seconds_and_as_long_as_somebody_is_at_a_line()
    {
        Sort(Rate, ("a", 2), ("b", 1));
        Take(("a", 1), ("b", 9));
        Assert.Equal(("a b", 9), (Names(), _table.Rows[1].Rate));

        _table.IsHeld = true;
        _time.Advance(TimeSpan.FromSeconds(60));
        Take(("a", 1), ("b", 9));
        Assert.Equal("a b", Names());

        _table.IsHeld = false;
        Take(("a", 1), ("b", 9), ("new", 3));
        Assert.Equal("b new a", Names());
        Take(("later", 100), ("a", 1), ("b", 9), ("new", 3));
        Assert.Equal("b new a later", Names());
        Take(("a", 1), ("later", 100));
        Assert.Equal("a later", Names());
    }

    [Fact]
    public void A_filter_finds_a_part_of_a_name_in_any_case()
    {
        _table.FilterBy(" OR ");
        Take(("orders", 1), ("Sales", 1), ("STORE", 1));
        Assert.Equal("orders STORE", Names());
        _table.FilterBy(null);
        Take(("orders", 1), ("cart", 1));
        Assert.Equal("cart orders", Names());
    }

    [Theory]
    [InlineData("orders", "/routes/orders")]
    [InlineData("bff/login", "/routes/bff/login")]
    [InlineData("<img src=x onerror=alert(1)>", "/routes/%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E")]
    [InlineData("javascript:x?y#z", "/routes/javascript%3Ax%3Fy%23z")]
    public void A_routes_page_has_an_address_whatever_its_name(string route, string address) => Assert.Equal(address, RouteColumn.PageOf(route));

    private static RouteColumn Rate => RouteColumn.Figures[0];

    private string Names() => string.Join(' ', _table.Rows.Select(route => route.Route));

    private void Sort(RouteColumn column, params (string Name, double Rate)[] routes)
    {
        _table.SortBy(column);
        Take(routes);
    }

    private void Take(params (string Name, double Rate)[] routes) =>
        _table.Take([.. routes.Select(route => new RouteFigures(route.Name, 0, 0, 0, route.Rate, 0, default, default, default, []))]);
}
