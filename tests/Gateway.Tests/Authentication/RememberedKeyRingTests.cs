using System.Xml.Linq;
using Gateway.Authentication;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Xunit;

namespace Gateway.Tests.Authentication;

public sealed class RememberedKeyRingTests
{
    private readonly Stored _stored = new();

    [Fact]
    public void A_store_that_lost_the_ring_gets_it_back_from_a_replica_that_knows_it()
    {
        var (one, other) = (new RememberedKeyRing(_stored), new RememberedKeyRing(_stored));
        one.StoreElement(Key("a"), "key-a");
        Assert.Single(other.GetAllElements());

        _stored.Elements.Clear();
        one.StoreElement(Key("b"), "key-b");

        Assert.Equal(["a", "b"], Ids(other.GetAllElements()));
        Assert.Equal(["a", "b"], Ids(one.GetAllElements()));
        Assert.Equal(["a", "b"], Ids(_stored.Elements));
    }

    [Fact]
    public void A_ring_that_is_there_is_not_written_again()
    {
        var ring = new RememberedKeyRing(_stored);
        ring.StoreElement(Key("a"), "key-a");
        for (var i = 0; i < 3; i++) _ = ring.GetAllElements();
        Assert.Single(_stored.Elements);
    }

    private static XElement Key(string id) => new("key", new XAttribute("id", id));

    private static IEnumerable<string> Ids(IEnumerable<XElement> elements) => elements.Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal);

    private sealed class Stored : IXmlRepository
    {
        public List<XElement> Elements { get; } = [];

        public IReadOnlyCollection<XElement> GetAllElements() => [.. Elements];

        public void StoreElement(XElement element, string friendlyName) => Elements.Add(element);
    }
}
